package io.binnacle.apimachinery.volumes;

/** How node agents and controllers share the work of attaching volumes to nodes. */
public final class VolumeAttaching {
  /** An annotation of nodes whose agents leave it to the controllers, and wait for them. */
  public static final String CONTROLLER_MANAGED =
      "volumes.kubernetes.io/controller-managed-attach-detach";

  private VolumeAttaching() {}
}
