package io.binnacle.app.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.ApiClient;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Brings a namespace back to a moment: compares what there is with what there was, resource by
 * resource, and has the server write all differences in one commit.
 */
final class NamespaceRollback {
  private static final GroupVersionResource BUNDLES =
      new GroupVersionResource("binnacle.io", "v1", "bundles");

  /** What comes and goes by itself and tells of what happens, not of what is wished. */
  private static final Set<String> NEVER = Set.of("events", "leases", "endpoints");

  private static final List<String> NEEDED_VERBS = List.of("list", "create", "update", "delete");

  private final ApiClient client;
  private final Consumer<String> told;

  /**
   * @param told gets what the user shall read, a line a call
   */
  NamespaceRollback(ApiClient client, Consumer<String> told) {
    this.client = client;
    this.told = told;
  }

  /**
   * @param to a resourceVersion or a time as in RFC 3339
   * @param dryRun tell what there is to do, and do nothing
   * @throws io.binnacle.apimachinery.errors.ApiException what the server refused it with; nothing
   *     is written then
   */
  void run(String namespace, String to, boolean dryRun) {
    RollbackPlan plan = new RollbackPlan();
    String moment = to;
    for (String root : groupVersions()) {
      for (JsonNode resource : client.getRaw(root).path("resources")) {
        if (isRolledBack(resource)) {
          String path = root + "/namespaces/" + namespace + "/" + resource.path("name").asText();
          JsonNode then = client.getRaw(path + "?at=" + encoded(moment));
          // All resources as they were at one and the same revision.
          moment = then.path("metadata").path("resourceVersion").asText();
          plan.add(objects(then, resource, root), objects(client.getRaw(path), resource, root));
        }
      }
    }
    plan.steps().forEach(step -> told.accept(step.toString()));
    if (plan.steps().isEmpty()) {
      told.accept("Nothing differs from revision " + moment + ".");
    } else if (!dryRun) {
      String written =
          client.create(BUNDLES, "", plan.bundle()).metadata().path("resourceVersion").asText();
      told.accept(
          namespace + " is as it was at revision " + moment + ", by revision " + written + ".");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * The core group and the preferred version of each other one, but for those of extension API
   * servers: they know neither this store's revisions nor its past, and may be away.
   */
  private List<String> groupVersions() {
    Set<String> extensions =
        client.list(Resources.API_SERVICES, ListOptions.allNamespaces()).items().stream()
            .map(apiService -> apiService.tree().path("spec"))
            .filter(spec -> spec.path("service").isObject())
            .map(spec -> spec.path("group").asText() + "/" + spec.path("version").asText())
            .collect(Collectors.toSet());
    List<String> roots = new ArrayList<>(List.of("/api/v1"));
    for (JsonNode group : client.getRaw("/apis").path("groups")) {
      String preferred = group.path("preferredVersion").path("groupVersion").asText();
      if (!extensions.contains(preferred)) {
        roots.add("/apis/" + preferred);
      }
    }
    return roots;
  }

  private static boolean isRolledBack(JsonNode resource) {
    String name = resource.path("name").asText();
    List<String> verbs = new ArrayList<>();
    resource.path("verbs").forEach(verb -> verbs.add(verb.asText()));
    return resource.path("namespaced").asBoolean()
        && !name.contains("/")
        && !NEVER.contains(name)
        && verbs.containsAll(NEEDED_VERBS);
  }

  /** The items of a list do not repeat what kind they are. */
  private static List<ObjectNode> objects(JsonNode list, JsonNode resource, String root) {
    String apiVersion = root.substring(root.indexOf('/', 1) + 1);
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      ObjectNode object = item.deepCopy();
      object.put("apiVersion", apiVersion);
      object.set("kind", resource.path("kind"));
      objects.add(object);
    }
    return objects;
  }
}
