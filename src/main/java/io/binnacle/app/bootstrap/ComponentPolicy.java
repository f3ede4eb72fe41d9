package io.binnacle.app.bootstrap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.NodeIdentity;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authentication.join.NodeJoin;
import java.util.ArrayList;
import java.util.List;

/**
 * The ABAC policies that Binnacle's own components need, as a policy file. ABAC knows no
 * subresources and no names: the admission plugin NodeRestriction keeps a node's writes to what is
 * its own, while its reading is not restricted to what its pods refer to.
 */
final class ComponentPolicy {
  private static final String ANY = "*";

  private static final List<String> OPEN_PATHS =
      List.of(
          "/api",
          "/api/*",
          "/apis",
          "/apis/*",
          "/version",
          "/version/",
          "/openapi/*",
          "/healthz",
          "/healthz/*",
          "/livez",
          "/livez/*",
          "/readyz",
          "/readyz/*");

  private static final List<String> READ_BY_NODES =
      List.of(
          "services",
          "endpoints",
          "configmaps",
          "secrets",
          "namespaces",
          "persistentvolumeclaims",
          "limitranges",
          "resourcequotas",
          "replicationcontrollers");

  private final List<String> lines = new ArrayList<>();

  private ComponentPolicy() {}

  static String text() {
    ComponentPolicy policy = new ComponentPolicy();
    policy.comment(
        "Written by Binnacle at each start: put your own policies into another file and");
    policy.comment("name it with binnacle.authorization.policy-file.");
    policy.controlPlane();
    policy.nodes();
    policy.reviews();
    policy.comment("What every client asks to find out what the server offers");
    OPEN_PATHS.forEach(path -> policy.path("group", "system:authenticated", true, path));
    policy.comment("Joining");
    policy.path("group", "system:bootstrappers", false, NodeJoin.PATH);
    return String.join("\n", policy.lines) + "\n";
  }

  private void controlPlane() {
    comment("Controllers in the server's process; no token carries this group");
    everything("group", UserInfo.CONTROLLERS);
    everything("user", "system:kube-controller-manager");
    comment("Scheduler");
    String scheduler = "system:kube-scheduler";
    resource("user", scheduler, true, ANY, ANY);
    resource("user", scheduler, false, "", "pods");
    resource("user", scheduler, false, "", "bindings");
    resource("user", scheduler, false, "", "persistentvolumes");
    resource("user", scheduler, false, "", "persistentvolumeclaims");
    events("user", scheduler);
    resource("user", scheduler, false, "coordination.k8s.io", "leases");
  }

  private void nodes() {
    comment("Node agents, the service proxy and cluster DNS");
    String nodes = NodeIdentity.GROUP;
    READ_BY_NODES.forEach(resource -> resource("group", nodes, true, "", resource));
    for (String group :
        List.of("discovery.k8s.io", "storage.k8s.io", "node.k8s.io", "resource.k8s.io")) {
      resource("group", nodes, true, group, ANY);
    }
    for (String resource : List.of("nodes", "pods", "serviceaccounts", "persistentvolumes")) {
      resource("group", nodes, false, "", resource);
    }
    events("group", nodes);
    resource("group", nodes, false, "coordination.k8s.io", "leases");
    resource("group", nodes, false, "certificates.k8s.io", "certificatesigningrequests");
    resource("group", nodes, false, "authentication.k8s.io", "tokenreviews");
    resource("group", nodes, false, "authorization.k8s.io", "subjectaccessreviews");
    String proxy = "system:kube-proxy";
    for (String resource : List.of("services", "endpoints", "nodes")) {
      resource("user", proxy, true, "", resource);
    }
    resource("user", proxy, true, "discovery.k8s.io", "endpointslices");
    events("user", proxy);
  }

  private void reviews() {
    comment("Everybody may ask what they may do and who they are");
    for (String resource : List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews")) {
      resource("group", "system:authenticated", false, "authorization.k8s.io", resource);
    }
    resource("group", "system:authenticated", false, "authentication.k8s.io", "selfsubjectreviews");
  }

  private void comment(String text) {
    lines.add("# " + text);
  }

  private void everything(String subject, String name) {
    resource(subject, name, false, ANY, ANY);
    path(subject, name, false, ANY);
  }

  private void events(String subject, String name) {
    resource(subject, name, false, "", "events");
    resource(subject, name, false, "events.k8s.io", "events");
  }

  private void resource(
      String subject, String name, boolean readonly, String apiGroup, String resource) {
    ObjectNode spec = spec(subject, name, readonly);
    spec.put("namespace", ANY).put("apiGroup", apiGroup).put("resource", resource);
    add(spec);
  }

  private void path(String subject, String name, boolean readonly, String path) {
    add(spec(subject, name, readonly).put("nonResourcePath", path));
  }

  private static ObjectNode spec(String subject, String name, boolean readonly) {
    ObjectNode spec = Json.object().put(subject, name);
    return readonly ? spec.put("readonly", true) : spec;
  }

  private void add(ObjectNode spec) {
    ObjectNode policy =
        Json.object()
            .put("apiVersion", "abac.authorization.kubernetes.io/v1beta1")
            .put("kind", "Policy");
    policy.set("spec", spec);
    lines.add(Json.writeText(policy));
  }
}
