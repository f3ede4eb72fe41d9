package io.binnacle.apimachinery.volumes;

import io.binnacle.apimachinery.meta.ApiObject;

/** What the built-in provisioner of local volumes and the agents of nodes agree on. */
public final class LocalPath {
  /** The provisioner that storage classes name. */
  public static final String PROVISIONER = "binnacle.io/local-path";

  /** The annotation in which a node says where its volumes are. */
  public static final String DIRECTORY = "binnacle.io/local-path-directory";

  /** The label in which a volume says which node it is on. */
  public static final String NODE = "binnacle.io/node";

  /** What keeps a volume until its data are deleted; the agent of its node takes it away. */
  public static final String FINALIZER = "binnacle.io/local-path";

  private LocalPath() {}

  /** Whether the provisioner has made the volume. */
  public static boolean isMadeFrom(ApiObject volume) {
    return volume
        .annotations()
        .getOrDefault("pv.kubernetes.io/provisioned-by", "")
        .equals(PROVISIONER);
  }
}
