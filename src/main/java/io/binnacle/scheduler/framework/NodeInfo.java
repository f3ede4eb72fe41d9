package io.binnacle.scheduler.framework;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node with the pods that it has or is about to have. Immutable: a change makes a new value, so
 * that the snapshot of a scheduling cycle is a list of references.
 */
public final class NodeInfo {
  private final Facts facts;
  private final List<PodInfo> pods;
  private final ResourceAmounts requested;
  private final ResourceAmounts nonZeroRequested;
  private final List<HostPort> usedPorts;
  private final boolean affinity;

  /** Counted at the first question; two threads that ask first count the same. */
  private volatile @Nullable Map<String, Integer> podsByController;

  /** What comes from the Node object alone. */
  private record Facts(
      ApiObject object,
      Node node,
      Map<String, String> labels,
      List<Taint> taints,
      ResourceAmounts allocatable,
      long allowedPods,
      Map<String, Long> imageSizes) {}

  private NodeInfo(Facts facts, List<PodInfo> pods, Totals totals) {
    this.facts = facts;
    this.pods = pods;
    this.requested = totals.requested;
    this.nonZeroRequested = totals.nonZeroRequested;
    this.usedPorts = totals.usedPorts;
    this.affinity = totals.affinity;
  }

  /** Sums over pods. */
  private record Totals(
      ResourceAmounts requested,
      ResourceAmounts nonZeroRequested,
      List<HostPort> usedPorts,
      boolean affinity) {
    static Totals of(List<PodInfo> pods) {
      ResourceAmounts requested = ResourceAmounts.NONE;
      ResourceAmounts nonZero = ResourceAmounts.NONE;
      for (PodInfo pod : pods) {
        requested = requested.plus(pod.requests());
        nonZero = nonZero.plus(pod.nonZeroRequests());
      }
      return new Totals(requested, nonZero, hostPorts(pods), anyAffinity(pods));
    }
  }

  private static boolean anyAffinity(List<PodInfo> pods) {
    return pods.stream().anyMatch(pod -> !pod.affinity().isEmpty());
  }

  private static List<HostPort> hostPorts(List<PodInfo> pods) {
    return pods.stream().flatMap(pod -> pod.hostPorts().stream()).toList();
  }

  /**
   * Reads a Node and takes the pods for its own.
   *
   * @throws IllegalArgumentException when the object does not fit the model
   */
  public static NodeInfo of(ApiObject object, List<PodInfo> pods) {
    return new NodeInfo(facts(object), List.copyOf(pods), Totals.of(pods));
  }

  private static Facts facts(ApiObject object) {
    Node node = object.as(Node.class);
    Map<String, String> labels = node.getMetadata().getLabels();
    List<Taint> taints = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    var allocatable = node.getStatus() == null ? null : node.getStatus().getAllocatable();
    io.fabric8.kubernetes.api.model.Quantity pods =
        allocatable == null ? null : allocatable.get("pods");
    return new Facts(
        object,
        node,
        labels == null ? Map.of() : labels,
        taints == null ? List.of() : taints,
        ResourceAmounts.of(allocatable),
        pods == null ? 0 : Quantity.parse(pods.toString()).value(),
        imageSizes(node));
  }

  private static Map<String, Long> imageSizes(Node node) {
    Map<String, Long> sizes = new HashMap<>();
    if (node.getStatus() != null && node.getStatus().getImages() != null) {
      for (ContainerImage image : node.getStatus().getImages()) {
        Long size = image.getSizeBytes();
        image.getNames().forEach(name -> sizes.put(name, size == null ? 0L : size));
      }
    }
    return sizes;
  }

  /** The same pods on a newer version of the node. */
  public NodeInfo withNode(ApiObject object) {
    return new NodeInfo(
        facts(object), pods, new Totals(requested, nonZeroRequested, usedPorts, affinity));
  }

  /** This node with one pod more. */
  public NodeInfo withPod(PodInfo pod) {
    List<PodInfo> more = new ArrayList<>(pods.size() + 1);
    more.addAll(pods);
    more.add(pod);
    return new NodeInfo(
        facts,
        more,
        new Totals(
            requested.plus(pod.requests()),
            nonZeroRequested.plus(pod.nonZeroRequests()),
            pod.hostPorts().isEmpty() ? usedPorts : hostPorts(more),
            affinity || !pod.affinity().isEmpty()));
  }

  /** This node without the pod with the key; itself where it has none such. */
  public NodeInfo withoutPod(PodInfo gone) {
    List<PodInfo> fewer = new ArrayList<>(pods);
    if (!fewer.removeIf(pod -> pod.key().equals(gone.key()))) {
      return this;
    }
    return new NodeInfo(facts, fewer, Totals.of(fewer));
  }

  public String name() {
    return facts.node.getMetadata().getName();
  }

  public ApiObject object() {
    return facts.object;
  }

  /** The node as a model, to read only. */
  public Node node() {
    return facts.node;
  }

  public Map<String, String> labels() {
    return facts.labels;
  }

  /** The value of a label, null where the node has none such. */
  public @Nullable String label(String key) {
    return facts.labels.get(key);
  }

  public List<Taint> taints() {
    return facts.taints;
  }

  public boolean isUnschedulable() {
    return facts.node.getSpec() != null
        && Boolean.TRUE.equals(facts.node.getSpec().getUnschedulable());
  }

  public ResourceAmounts allocatable() {
    return facts.allocatable;
  }

  public long allowedPods() {
    return facts.allowedPods;
  }

  /** The bytes of each image on the node, by each of its names. */
  public Map<String, Long> imageSizes() {
    return facts.imageSizes;
  }

  /** To read only. */
  public List<PodInfo> pods() {
    return pods;
  }

  /**
   * How many pods of the controller with the uid are here, those that are on their way out aside.
   */
  public int podsOfController(String uid) {
    Map<String, Integer> counts = podsByController;
    if (counts == null) {
      counts = new HashMap<>();
      for (PodInfo pod : pods) {
        if (!pod.isTerminating() && pod.controllerUid().isPresent()) {
          counts.merge(pod.controllerUid().get(), 1, Integer::sum);
        }
      }
      podsByController = counts;
    }
    return counts.getOrDefault(uid, 0);
  }

  public ResourceAmounts requested() {
    return requested;
  }

  public ResourceAmounts nonZeroRequested() {
    return nonZeroRequested;
  }

  public List<HostPort> usedPorts() {
    return usedPorts;
  }

  /** Whether a pod here says anything about pods near it. */
  public boolean hasPodsWithAffinity() {
    return affinity;
  }
}
