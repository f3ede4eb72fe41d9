package io.binnacle.scheduler.framework;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a pod with what scheduling reads again and again, computed once. Immutable.
 * Equality is identity.
 */
public final class PodInfo {
  private final ApiObject object;
  private final Pod pod;
  private final ObjectKey key;
  private final Map<String, String> labels;
  private final ResourceAmounts requests;
  private final ResourceAmounts nonZeroRequests;
  private final List<HostPort> hostPorts;
  private final PodAffinityTerms affinity;
  private final Optional<String> controllerUid;
  private final boolean terminating;

  private PodInfo(ApiObject object, Pod pod) {
    this.object = object;
    this.pod = pod;
    this.key = object.key();
    this.labels = emptyIfNull(pod.getMetadata().getLabels());
    this.requests = PodRequests.of(object.tree().path("spec"));
    this.nonZeroRequests = PodRequests.nonZero(object.tree().path("spec"));
    this.hostPorts = hostPorts(pod.getSpec());
    this.affinity = PodAffinityTerms.of(pod);
    this.terminating = object.isBeingDeleted();
    this.controllerUid =
        pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .map(OwnerReference::getUid)
            .findFirst();
  }

  /**
   * Reads a Pod.
   *
   * @throws IllegalArgumentException when the object does not fit the model
   */
  public static PodInfo of(ApiObject object) {
    return new PodInfo(object, object.as(Pod.class));
  }

  private static Map<String, String> emptyIfNull(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  private static List<HostPort> hostPorts(PodSpec spec) {
    List<HostPort> ports = new ArrayList<>();
    spec.getContainers().forEach(container -> addHostPorts(container, ports));
    // A sidecar runs as long as the pod's containers; other init containers free their ports.
    spec.getInitContainers().stream()
        .filter(container -> "Always".equals(container.getRestartPolicy()))
        .forEach(container -> addHostPorts(container, ports));
    return List.copyOf(ports);
  }

  private static void addHostPorts(Container container, List<HostPort> ports) {
    for (ContainerPort port : container.getPorts()) {
      if (port.getHostPort() != null && port.getHostPort() > 0) {
        ports.add(
            new HostPort(text(port.getHostIP()), text(port.getProtocol()), port.getHostPort()));
      }
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  public ApiObject object() {
    return object;
  }

  /** The pod as a model, to read only. */
  public Pod pod() {
    return pod;
  }

  public PodSpec spec() {
    return pod.getSpec();
  }

  public ObjectKey key() {
    return key;
  }

  public String namespace() {
    return key.namespace();
  }

  public String uid() {
    return object.uid();
  }

  public Map<String, String> labels() {
    return labels;
  }

  public ResourceAmounts requests() {
    return requests;
  }

  /** The requests that scoring counts: at least something for each container. */
  public ResourceAmounts nonZeroRequests() {
    return nonZeroRequests;
  }

  public List<HostPort> hostPorts() {
    return hostPorts;
  }

  public PodAffinityTerms affinity() {
    return affinity;
  }

  /** The uid of the object that manages the pod, such as its replication controller. */
  public Optional<String> controllerUid() {
    return controllerUid;
  }

  /** The node that the pod is bound to, empty where it is to none. */
  public String nodeName() {
    return text(pod.getSpec().getNodeName());
  }

  /** The node on which room was made for the pod, empty where none was. */
  public String nominatedNodeName() {
    return pod.getStatus() == null ? "" : text(pod.getStatus().getNominatedNodeName());
  }

  public String schedulerName() {
    String name = text(pod.getSpec().getSchedulerName());
    return name.isEmpty() ? "default-scheduler" : name;
  }

  public int priority() {
    Integer priority = pod.getSpec().getPriority();
    return priority == null ? 0 : priority;
  }

  public boolean isTerminating() {
    return terminating;
  }

  /** Whether the pod has ended and holds nothing of its node any more. */
  public boolean isTerminal() {
    String phase = pod.getStatus() == null ? "" : text(pod.getStatus().getPhase());
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  @Override
  public String toString() {
    return object.toString();
  }
}
