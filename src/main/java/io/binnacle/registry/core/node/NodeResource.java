package io.binnacle.registry.core.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.TableColumn;
import io.binnacle.registry.Verb;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The Node kind. */
@Dependent
public final class NodeResource implements BuiltInResource {
  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
  private static final String ROLE_LABEL = "kubernetes.io/role";

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "Node", "nodes")
        .clusterScoped()
        .shortNames("no")
        .status()
        .subresource(
            new Subresource.Connect(
                "proxy",
                new GroupVersionKind("", "v1", "NodeProxyOptions"),
                Set.of(Verb.CREATE, Verb.DELETE, Verb.GET, Verb.PATCH, Verb.UPDATE)))
        .selectableField(
            "spec.unschedulable",
            node -> Boolean.toString(node.tree().at("/spec/unschedulable").asBoolean()))
        .columns(columns())
        .strategy(new NodeStrategy())
        .build();
  }

  private static List<TableColumn> columns() {
    return Columns.named()
        .text("Status", "Whether the node is ready.", NodeResource::status)
        .text("Roles", "The roles that labels give it.", NodeResource::roles)
        .age()
        .text("Version", "The version of its agent.", node -> info(node, "kubeletVersion"))
        .wide("Internal-IP", "Its address within the cluster.", node -> address(node, "InternalIP"))
        .wide("External-IP", "Its address outside.", node -> address(node, "ExternalIP"))
        .wide("OS-Image", "Its operating system.", node -> infoOrUnknown(node, "osImage"))
        .wide("Kernel-Version", "Its kernel.", node -> infoOrUnknown(node, "kernelVersion"))
        .wide(
            "Container-Runtime",
            "What runs its containers.",
            node -> infoOrUnknown(node, "containerRuntimeVersion"))
        .build();
  }

  private static Object status(ApiObject node) {
    List<String> status = new ArrayList<>();
    for (JsonNode condition : node.tree().at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        status.add(condition.path("status").asText().equals("True") ? "Ready" : "NotReady");
      }
    }
    if (status.isEmpty()) {
      status.add("Unknown");
    }
    if (node.tree().at("/spec/unschedulable").asBoolean()) {
      status.add("SchedulingDisabled");
    }
    return String.join(",", status);
  }

  private static Object roles(ApiObject node) {
    Set<String> roles = new TreeSet<>();
    node.labels()
        .forEach((key, value) -> {
          if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
            roles.add(key.substring(ROLE_PREFIX.length()));
          } else if (key.equals(ROLE_LABEL) && !value.isEmpty()) {
            roles.add(value);
          }
        });
    return Columns.orNone(String.join(",", roles));
  }

  private static String address(ApiObject node, String type) {
    for (JsonNode address : node.tree().at("/status/addresses")) {
      if (address.path("type").asText().equals(type)) {
        return address.path("address").asText();
      }
    }
    return Columns.NONE;
  }

  private static String info(ApiObject node, String field) {
    return node.tree().at("/status/nodeInfo").path(field).asText();
  }

  private static String infoOrUnknown(ApiObject node, String field) {
    String value = info(node, field);
    return value.isEmpty() ? Columns.UNKNOWN : value;
  }
}
