package io.binnacle.apimachinery.flowcontrol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.List;

/** The flow schemas that every cluster has. */
final class BootstrapSchemas {
  private static final String BY_USER = "ByUser";
  private static final String BY_NAMESPACE = "ByNamespace";
  private static final List<String> ALL = List.of("*");
  private static final List<String> LOCK_VERBS = List.of("get", "create", "update");
  private static final String CONTROLLERS = "system:kube-controller-manager";
  private static final String SCHEDULER = "system:kube-scheduler";

  private BootstrapSchemas() {}

  static List<ObjectNode> all() {
    return List.of(
        schema("exempt", "exempt", 1, "", everything(groups("system:masters"))),
        schema("probes", "exempt", 2, "", probes()),
        schema("system-leader-election", "leader-election", 100, BY_USER, systemElections()),
        schema("endpoint-controller", "workload-high", 150, BY_USER, endpointControllers()),
        schema("workload-leader-election", "leader-election", 200, BY_USER, workloadElections()),
        schema("system-node-high", "node-high", 400, BY_USER, nodeHealth()),
        schema("system-nodes", "system", 500, BY_USER, everything(groups("system:nodes"))),
        schema(
            "kube-controller-manager",
            "workload-high",
            800,
            BY_NAMESPACE,
            everything(users(CONTROLLERS))),
        schema("kube-scheduler", "workload-high", 800, BY_NAMESPACE, everything(users(SCHEDULER))),
        schema(
            "kube-system-service-accounts",
            "workload-high",
            900,
            BY_NAMESPACE,
            everything(accounts("*"))),
        schema(
            "service-accounts",
            "workload-low",
            9000,
            BY_USER,
            everything(groups("system:serviceaccounts"))),
        schema("global-default", "global-default", 9900, BY_USER, everything(anybody())),
        schema("catch-all", "catch-all", 10_000, BY_USER, everything(anybody())));
  }

  private static ObjectNode probes() {
    ObjectNode rule = rule(anybody());
    paths(rule, List.of("get"), List.of("/healthz", "/readyz", "/livez"));
    return rule;
  }

  private static ObjectNode systemElections() {
    ObjectNode rule = rule(users(CONTROLLERS, SCHEDULER).addAll(accounts("*")));
    resources(rule, LOCK_VERBS, "coordination.k8s.io", List.of("leases"));
    return rule;
  }

  /** Before the schema of elections, which endpoints may be the locks of. */
  private static ObjectNode endpointControllers() {
    ArrayNode subjects = users(CONTROLLERS);
    subjects.addAll(accounts("endpoint-controller", "endpointslicemirroring-controller"));
    ObjectNode rule = rule(subjects);
    resources(rule, LOCK_VERBS, "", List.of("endpoints"));
    return rule;
  }

  private static ObjectNode workloadElections() {
    ObjectNode rule = rule(accounts("*"));
    resources(rule, LOCK_VERBS, "", List.of("endpoints", "configmaps"));
    resources(rule, LOCK_VERBS, "coordination.k8s.io", List.of("leases"));
    return rule;
  }

  private static ObjectNode nodeHealth() {
    ObjectNode rule = rule(groups("system:nodes"));
    resources(rule, ALL, "", List.of("nodes", "nodes/status")).put("clusterScope", true);
    resources(rule, ALL, "coordination.k8s.io", List.of("leases"));
    return rule;
  }

  private static ObjectNode everything(ArrayNode subjects) {
    ObjectNode rule = rule(subjects);
    resources(rule, ALL, "*", ALL).put("clusterScope", true);
    paths(rule, ALL, ALL);
    return rule;
  }

  private static ObjectNode rule(ArrayNode subjects) {
    return Json.object().set("subjects", subjects);
  }

  private static ObjectNode resources(
      ObjectNode rule, List<String> verbs, String group, List<String> resources) {
    ObjectNode added = rule.withArrayProperty("resourceRules").addObject();
    put(added, "verbs", verbs);
    put(added, "apiGroups", List.of(group));
    put(added, "resources", resources);
    put(added, "namespaces", ALL);
    return added;
  }

  private static void paths(ObjectNode rule, List<String> verbs, List<String> paths) {
    ObjectNode added = rule.withArrayProperty("nonResourceRules").addObject();
    put(added, "verbs", verbs);
    put(added, "nonResourceURLs", paths);
  }

  private static void put(ObjectNode object, String field, List<String> texts) {
    ArrayNode list = object.putArray(field);
    texts.forEach(list::add);
  }

  private static ArrayNode anybody() {
    return groups("system:unauthenticated", "system:authenticated");
  }

  private static ArrayNode groups(String... names) {
    return subjects("Group", "group", names);
  }

  private static ArrayNode users(String... names) {
    return subjects("User", "user", names);
  }

  private static ArrayNode accounts(String... names) {
    ArrayNode subjects = subjects("ServiceAccount", "serviceAccount", names);
    subjects.forEach(
        subject -> ((ObjectNode) subject.path("serviceAccount")).put("namespace", "kube-system"));
    return subjects;
  }

  private static ArrayNode subjects(String kind, String field, String... names) {
    ArrayNode subjects = Json.mapper().createArrayNode();
    for (String name : names) {
      subjects.addObject().put("kind", kind).putObject(field).put("name", name);
    }
    return subjects;
  }

  private static ObjectNode schema(
      String name, String level, int precedence, String method, ObjectNode rule) {
    ObjectNode schema = BootstrapConfiguration.object("FlowSchema", name);
    ObjectNode spec = schema.putObject("spec");
    spec.putObject("priorityLevelConfiguration").put("name", level);
    spec.put("matchingPrecedence", precedence);
    if (!method.isEmpty()) {
      spec.putObject("distinguisherMethod").put("type", method);
    }
    spec.putArray("rules").add(rule);
    return schema;
  }
}
