package io.binnacle.node.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.apimachinery.volumes.VolumeAttaching;
import io.binnacle.node.configuration.NodeConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The Node object as an agent registers it: all but its status.
 *
 * @param localVolumes where the volumes of the built-in provisioner are
 */
public record NodeTemplate(NodeConfiguration configuration, HostFacts host, Path localVolumes) {
  /**
   * What must stay on the object: the provisioner of local volumes learns their place from it, and
   * the controller of attached volumes that this agent attaches none itself.
   */
  Map<String, String> annotations() {
    return Map.of(
        LocalPath.DIRECTORY, localVolumes.toString(), VolumeAttaching.CONTROLLER_MANAGED, "true");
  }

  ObjectNode node() {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", "v1");
    tree.put("kind", "Node");
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("name", configuration.nodeName());
    annotations().forEach(metadata.putObject("annotations")::put);
    addLabels(metadata.putObject("labels"));
    ObjectNode spec = tree.putObject("spec");
    configuration
        .podCidr()
        .ifPresent(cidr -> {
          spec.put("podCIDR", cidr);
          spec.putArray("podCIDRs").add(cidr);
        });
    addTaints(spec);
    return tree;
  }

  private void addLabels(ObjectNode labels) {
    for (String prefix : List.of("kubernetes.io/", "beta.kubernetes.io/")) {
      labels.put(prefix + "arch", host.architecture());
      labels.put(prefix + "os", "linux");
    }
    labels.put("kubernetes.io/hostname", configuration.nodeName());
    for (String label : configuration.labels()) {
      int equals = label.indexOf('=');
      labels.put(equals < 0 ? label : label.substring(0, equals), label.substring(equals + 1));
    }
  }

  private void addTaints(ObjectNode spec) {
    for (String taint : configuration.taints()) {
      int colon = taint.lastIndexOf(':');
      String keyAndValue = colon < 0 ? taint : taint.substring(0, colon);
      int equals = keyAndValue.indexOf('=');
      ObjectNode entry = spec.withArrayProperty("taints").addObject();
      entry.put("key", equals < 0 ? keyAndValue : keyAndValue.substring(0, equals));
      if (equals >= 0) {
        entry.put("value", keyAndValue.substring(equals + 1));
      }
      entry.put("effect", colon < 0 ? "NoSchedule" : taint.substring(colon + 1));
    }
  }
}
