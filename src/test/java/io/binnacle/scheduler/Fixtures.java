package io.binnacle.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.scheduler.framework.ClusterLookups;
import io.binnacle.scheduler.framework.ListSnapshot;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.Plugin;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.plugin.defaultbinder.DefaultBinder;
import io.binnacle.scheduler.plugin.defaultpreemption.DefaultPreemption;
import io.binnacle.scheduler.plugin.imagelocality.ImageLocality;
import io.binnacle.scheduler.plugin.interpodaffinity.InterPodAffinity;
import io.binnacle.scheduler.plugin.nodeaffinity.NodeAffinity;
import io.binnacle.scheduler.plugin.nodename.NodeName;
import io.binnacle.scheduler.plugin.nodeports.NodePorts;
import io.binnacle.scheduler.plugin.noderesources.NodeResourcesBalancedAllocation;
import io.binnacle.scheduler.plugin.noderesources.NodeResourcesFit;
import io.binnacle.scheduler.plugin.noderesources.NodeResourcesLeastAllocated;
import io.binnacle.scheduler.plugin.noderesources.NodeResourcesMostAllocated;
import io.binnacle.scheduler.plugin.nodeunschedulable.NodeUnschedulable;
import io.binnacle.scheduler.plugin.podtopologyspread.PodTopologySpread;
import io.binnacle.scheduler.plugin.queuesort.PrioritySort;
import io.binnacle.scheduler.plugin.schedulinggates.SchedulingGates;
import io.binnacle.scheduler.plugin.selectorspread.SelectorSpread;
import io.binnacle.scheduler.plugin.tainttoleration.TaintToleration;
import io.binnacle.scheduler.plugin.volumebinding.VolumeBinding;
import io.binnacle.scheduler.plugin.volumerestrictions.VolumeRestrictions;
import java.util.List;

/** Pods and nodes for tests, written as short YAML. */
public final class Fixtures {
  private static final YAMLMapper YAML = new YAMLMapper();

  private Fixtures() {}

  public static ObjectNode yaml(String text) {
    try {
      JsonNode tree = YAML.readTree(text);
      return (ObjectNode) tree;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A pod of the namespace default, named by its uid, with one container unless the spec has. */
  public static PodInfo pod(String name, String metadata, String spec) {
    ObjectNode tree = yaml("{apiVersion: v1, kind: Pod}");
    ObjectNode meta = yaml("{" + metadata + "}");
    meta.put("name", name).put("uid", "uid-" + name);
    if (!meta.has("namespace")) {
      meta.put("namespace", "default");
    }
    tree.set("metadata", meta);
    ObjectNode specTree = yaml("{" + spec + "}");
    if (!specTree.has("containers")) {
      specTree.putArray("containers").addObject().put("name", "c").put("image", "app:1");
    }
    tree.set("spec", specTree);
    return PodInfo.of(ApiObject.of(tree));
  }

  public static PodInfo pod(String spec) {
    return pod("incoming", "", spec);
  }

  /** A pod that asks for the resources, such as {@code cpu: 500m}. */
  public static PodInfo requesting(String name, String resources) {
    return pod(
        name,
        "",
        "containers: [{name: c, image: app, resources: {requests: {" + resources + "}}}]");
  }

  public static ObjectNode nodeTree(String name, String labels, String spec, String allocatable) {
    ObjectNode tree = yaml("{apiVersion: v1, kind: Node}");
    ObjectNode meta = tree.putObject("metadata").put("name", name).put("uid", "uid-" + name);
    meta.set("labels", yaml("{kubernetes.io/hostname: " + name + ", " + labels + "}"));
    tree.set("spec", yaml("{" + spec + "}"));
    tree.putObject("status").set("allocatable", yaml("{" + allocatable + "}"));
    return tree;
  }

  public static NodeInfo node(
      String name, String labels, String spec, String allocatable, PodInfo... pods) {
    return NodeInfo.of(ApiObject.of(nodeTree(name, labels, spec, allocatable)), List.of(pods));
  }

  /** A node with room for everything. */
  public static NodeInfo node(String name, String labels, PodInfo... pods) {
    return node(name, labels, "", "cpu: 64, memory: 64Gi, pods: 110", pods);
  }

  public static SchedulingContext context(PodInfo pod, NodeInfo... nodes) {
    return new SchedulingContext(pod, ListSnapshot.of(List.of(nodes)), ClusterLookups.NONE);
  }

  /** All plugins that there are. */
  public static List<Plugin> plugins() {
    return List.of(
        new PrioritySort(),
        new SchedulingGates(),
        new NodeUnschedulable(),
        new NodeName(),
        new TaintToleration(),
        new NodeAffinity(),
        new NodePorts(),
        new NodeResourcesFit(),
        new NodeResourcesLeastAllocated(),
        new NodeResourcesMostAllocated(),
        new NodeResourcesBalancedAllocation(),
        new VolumeRestrictions(),
        new VolumeBinding(),
        new PodTopologySpread(),
        new InterPodAffinity(),
        new SelectorSpread(),
        new ImageLocality(),
        new DefaultPreemption(),
        new DefaultBinder());
  }
}
