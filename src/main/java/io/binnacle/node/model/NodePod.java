package io.binnacle.node.model;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One version of a pod that this node is to run. The typed views are to read only. */
public record NodePod(ApiObject object) {
  /**
   * Where a static pod came from: {@code file} or {@code http}; absent or {@code api} otherwise.
   */
  public static final String CONFIG_SOURCE = "kubernetes.io/config.source";

  /** Hash of a static pod's manifest, which is its uid for the agent. */
  public static final String CONFIG_HASH = "kubernetes.io/config.hash";

  /** Marks a mirror pod; the value is the static pod's hash. */
  public static final String CONFIG_MIRROR = "kubernetes.io/config.mirror";

  private static final long DEFAULT_GRACE_PERIOD_SECONDS = 30;

  public String uid() {
    return object.uid();
  }

  public ObjectKey key() {
    return object.key();
  }

  public String name() {
    return object.name();
  }

  public String namespace() {
    return object.namespace();
  }

  public PodSpec spec() {
    return object.as("spec", PodSpec.class);
  }

  /** What the API says of the pod's status; empty for a pod that has none. */
  public PodStatus status() {
    return object.tree().hasNonNull("status")
        ? object.as("status", PodStatus.class)
        : new PodStatus();
  }

  /** Whether the pod comes from a manifest and not from the API. */
  public boolean isStatic() {
    String source = object.annotations().getOrDefault(CONFIG_SOURCE, "api");
    return !source.equals("api") && !isMirror();
  }

  public boolean isMirror() {
    return object.annotations().containsKey(CONFIG_MIRROR);
  }

  public boolean isBeingDeleted() {
    return object.isBeingDeleted();
  }

  /** Whether the API says that the pod has ended for good, be it on another's word than ours. */
  public boolean hasEnded() {
    String phase = object.tree().path("status").path("phase").asText();
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  public boolean usesHostNetwork() {
    return Boolean.TRUE.equals(spec().getHostNetwork());
  }

  public RestartPolicy restartPolicy() {
    return RestartPolicy.of(spec().getRestartPolicy());
  }

  /** Seconds that the spec gives containers to stop. */
  public long gracePeriodSeconds() {
    return Objects.requireNonNullElse(
        spec().getTerminationGracePeriodSeconds(), DEFAULT_GRACE_PERIOD_SECONDS);
  }

  /** Init containers and containers, in this order. */
  public List<Container> allContainers() {
    List<Container> all = new ArrayList<>(spec().getInitContainers());
    all.addAll(spec().getContainers());
    return all;
  }

  /** What the API says of the status of init containers and containers. */
  public List<ContainerStatus> allStatuses() {
    List<ContainerStatus> all = new ArrayList<>(status().getInitContainerStatuses());
    all.addAll(status().getContainerStatuses());
    return all;
  }

  public Optional<Container> container(String name) {
    return allContainers().stream().filter(c -> c.getName().equals(name)).findFirst();
  }

  /** Whether this init container is a sidecar: started in its turn, and kept running. */
  public static boolean isSidecar(Container initContainer) {
    return "Always".equals(initContainer.getRestartPolicy());
  }

  /** Whether the container is one of the pod's sidecars. */
  public boolean hasSidecar(Container container) {
    return spec().getInitContainers().contains(container) && isSidecar(container);
  }

  /** The path of a container's entry, as events name it: {@code spec.containers{web}}. */
  public String fieldPath(String containerName) {
    boolean init =
        spec().getInitContainers().stream().anyMatch(c -> c.getName().equals(containerName));
    return (init ? "spec.initContainers{" : "spec.containers{") + containerName + "}";
  }

  /** {@code name_namespace(uid)}: the form in which messages name a pod. */
  public String describe() {
    return name() + "_" + namespace() + "(" + uid() + ")";
  }

  @Override
  public String toString() {
    return describe();
  }
}
