package io.binnacle.scheduler.framework;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version of a pod with what scheduling reads again and again, computed once. Immutable, but
 * for following versions that mean nothing to scheduling. Equality is identity.
 */
public final class PodInfo {
  private static final String SPEC = "spec";
  private static final String NODE_NAME = "nodeName";

  private volatile ApiObject object;
  private final PodSpec spec;
  private final ObjectKey key;
  private final Map<String, String> labels;
  private final ResourceAmounts requests;
  private final ResourceAmounts nonZeroRequests;
  private final List<HostPort> hostPorts;
  private final PodAffinityTerms affinity;
  private final Optional<String> controllerUid;
  private final boolean terminating;

  private PodInfo(ApiObject object, PodSpec spec) {
    this.object = object;
    this.spec = spec;
    this.key = object.key();
    this.labels = object.labels();
    this.requests = PodRequests.of(object.tree().path("spec"));
    this.nonZeroRequests = PodRequests.nonZero(object.tree().path("spec"));
    this.hostPorts = hostPorts(spec);
    this.affinity = PodAffinityTerms.of(object, spec);
    this.controllerUid = controllerUid(object);
    this.terminating = object.isBeingDeleted();
  }

  /** Another version of the pod, of which all that costs to read is the same. */
  private PodInfo(ApiObject object, PodInfo like) {
    this.object = object;
    this.spec = like.spec;
    this.key = like.key;
    this.labels = like.labels;
    this.requests = like.requests;
    this.nonZeroRequests = like.nonZeroRequests;
    this.hostPorts = like.hostPorts;
    this.affinity = like.affinity;
    this.controllerUid = controllerUid(object);
    this.terminating = object.isBeingDeleted();
  }

  private static Optional<String> controllerUid(ApiObject object) {
    return object.controllerOwner().map(owner -> owner.uid());
  }

  /**
   * Reads a Pod.
   *
   * @throws IllegalArgumentException when the object does not fit the model
   */
  public static PodInfo of(ApiObject object) {
    return new PodInfo(object, object.as(SPEC, PodSpec.class));
  }

  /**
   * Reads another version of this pod. Most differ in their status, or in the node that the pod has
   * now.
   */
  public PodInfo updated(ApiObject newer) {
    boolean same =
        newer.uid().equals(object.uid())
            && newer.labels().equals(labels)
            && differsInNodeOnly(object.tree().path(SPEC), newer.tree().path(SPEC));
    return same ? new PodInfo(newer, this) : of(newer);
  }

  /** Takes a version that differs in nothing that is read here: older ones need not be kept. */
  public void follow(ApiObject newer) {
    object = newer;
  }

  private static boolean differsInNodeOnly(JsonNode before, JsonNode now) {
    Set<String> fields = new HashSet<>();
    before.fieldNames().forEachRemaining(fields::add);
    now.fieldNames().forEachRemaining(fields::add);
    fields.remove(NODE_NAME);
    return fields.stream().allMatch(field -> before.path(field).equals(now.path(field)));
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

  /** The pod's spec as a model, to read only; its node is {@link #nodeName}. */
  public PodSpec spec() {
    return spec;
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
    return object.tree().path(SPEC).path(NODE_NAME).asText();
  }

  /** The node on which room was made for the pod, empty where none was. */
  public String nominatedNodeName() {
    return status("nominatedNodeName");
  }

  public String schedulerName() {
    String name = text(spec.getSchedulerName());
    return name.isEmpty() ? "default-scheduler" : name;
  }

  public int priority() {
    Integer priority = spec.getPriority();
    return priority == null ? 0 : priority;
  }

  public boolean isTerminating() {
    return terminating;
  }

  /** Whether the pod has ended and holds nothing of its node any more. */
  public boolean isTerminal() {
    String phase = status("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** When the node agent took the pod up. */
  public Optional<Instant> startTime() {
    String time = status("startTime");
    return time.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(time));
  }

  private String status(String field) {
    return object.tree().path("status").path(field).asText();
  }

  @Override
  public String toString() {
    return object.toString();
  }
}
