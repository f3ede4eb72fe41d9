package io.binnacle.node.container;

/**
 * The labels and annotations that tie sandboxes and containers to pods. They are those of
 * Kubernetes, so that tools which look into the runtime find their way, and so that an agent that
 * starts anew knows what the previous one ran.
 */
public final class Labels {
  public static final String POD_NAME = "io.kubernetes.pod.name";
  public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
  public static final String POD_UID = "io.kubernetes.pod.uid";
  public static final String CONTAINER_NAME = "io.kubernetes.container.name";

  /** Annotation: of the fields whose change needs a new container. */
  public static final String CONTAINER_HASH = "io.kubernetes.container.hash";

  public static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
  public static final String TERMINATION_MESSAGE_PATH =
      "io.kubernetes.container.terminationMessagePath";
  public static final String TERMINATION_MESSAGE_POLICY =
      "io.kubernetes.container.terminationMessagePolicy";
  public static final String GRACE_PERIOD = "io.kubernetes.pod.terminationGracePeriod";

  private Labels() {}
}
