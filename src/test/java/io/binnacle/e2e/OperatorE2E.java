package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator is installed with one {@code kubectl create -f}, and its custom resources work. */
@ExtendWith(ClusterExtension.class)
class OperatorE2E {
  private static String manifest(TestNamespace namespace) throws IOException {
    try (InputStream in = OperatorE2E.class.getResourceAsStream("/kubectl/operator.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("NS", namespace.name());
    }
  }

  private static String cache(TestNamespace namespace, String name, String spec) {
    return """
    apiVersion: %s.example.com/v1
    kind: Cache
    metadata: {name: %s}
    spec: %s
    """
        .formatted(namespace.name(), name, spec);
  }

  private static String field(Kubectl kubectl, String object, String path) {
    return kubectl.run("get", object, "-o", "jsonpath={" + path + "}");
  }

  private static String errors(Kubectl kubectl, String input, String... arguments) {
    Command.Result result = kubectl.attempt(input, arguments);
    assertThat(result.succeeded()).as(result.toString()).isFalse();
    return result.errors();
  }

  @BeforeEach
  void install(Kubectl kubectl, TestNamespace namespace) throws IOException {
    Kubectl system = kubectl.in(namespace.name() + "-system");
    assertThat(system.feed(manifest(namespace), "create", "-f", "-").lines())
        .hasSize(8)
        .allMatch(line -> line.endsWith(" created"));
    // No waiting: the definition is served when it has been created.
    kubectl.feed(cache(namespace, "first", "{engine: small}"), "create", "-f", "-");
  }

  @AfterEach
  void uninstall(Kubectl kubectl, TestNamespace namespace) throws IOException {
    // What is in the operator's namespace may be gone with it already.
    kubectl
        .in(namespace.name() + "-system")
        .feed(manifest(namespace), "delete", "--wait=false", "--ignore-not-found", "-f", "-");
  }

  @Test
  void operatorRuns(ClusterHarness cluster, Kubectl kubectl, TestNamespace namespace) {
    String name = namespace.name();
    Kubectl system = kubectl.in(name + "-system");
    assertThat(kubectl.run("describe", "clusterrole", name + "-cache-operator"))
        .containsPattern("caches\\." + name + "\\.example\\.com/status +\\[] +\\[] +\\[get list");
    assertThat(system.run("get", "clusterrolebinding,rolebinding", "-o", "wide"))
        .contains("ClusterRole/" + name + "-cache-operator", "Role/leader-election")
        .contains(name + "-system/cache-operator");
    assertThat(field(system, "deploy/cache-operator", ".spec.template.spec.serviceAccountName"))
        .isEqualTo("cache-operator");
    if (cluster.isRoot()) {
      assertThat(system.run("rollout", "status", "deploy/cache-operator", "--timeout=50s"))
          .contains("successfully rolled out");
    }
  }

  @Test
  void customResourcesAreDefaultedCheckedAndShown(Kubectl kubectl, TestNamespace namespace) {
    assertThat(field(kubectl, "ca/first", ".spec.replicas")).isEqualTo("1");
    assertThat(
            errors(
                kubectl,
                cache(namespace, "second", "{engine: small, replicas: 4}"),
                "create",
                "-f",
                "-"))
        .contains("is invalid: spec: Invalid value:")
        .contains("there may not be more replicas than maxReplicas");
    assertThat(
            errors(
                kubectl,
                cache(namespace, "second", "{engine: tiny, colour: blue}"),
                "create",
                "-f",
                "-"))
        .contains("unknown field \"spec.colour\"");
    assertThat(
            errors(
                kubectl,
                "",
                "patch",
                "ca/first",
                "--type=merge",
                "-p={\"spec\":{\"engine\":\"large\"}}"))
        .contains("the engine is immutable");

    assertThat(
            kubectl.feed(
                cache(namespace, "second", "{engine: large}"), "apply", "--server-side", "-f", "-"))
        .endsWith("/second serverside-applied\n");
    assertThat(kubectl.run("get", "ca", "-o", "name", "--field-selector=spec.engine=large"))
        .endsWith("/second\n")
        .hasLineCount(1);
    assertThat(kubectl.run("get", "all")).contains("/first", "/second");
    assertThat(kubectl.run("explain", "caches.spec.engine")).contains("What the cache is made of");
    assertThat(kubectl.run("describe", "ca/first")).contains("Kind:", "Engine:");
  }

  @Test
  void statusAndScaleArePartsOfTheirOwn(Kubectl kubectl) {
    String status = "-p={\"status\":{\"phase\":\"Ready\",\"replicas\":1}}";
    kubectl.run("patch", "ca/first", "--type=merge", status);
    assertThat(field(kubectl, "ca/first", ".status")).isEmpty();

    kubectl.run("patch", "ca/first", "--subresource=status", "--type=merge", status);
    kubectl.run("wait", "ca/first", "--for=jsonpath={.status.phase}=Ready", "--timeout=10s");
    assertThat(field(kubectl, "ca/first", ".metadata.generation")).isEqualTo("1");

    kubectl.run("scale", "ca/first", "--replicas=2", "--current-replicas=1");
    assertThat(field(kubectl, "ca/first", ".metadata.generation")).isEqualTo("2");
    assertThat(kubectl.run("get", "ca").lines().toList())
        .satisfiesExactly(
            head -> assertThat(head).matches("NAME +ENGINE +REPLICAS +PHASE +AGE"),
            row -> assertThat(row).matches("first +small +2 +Ready +\\S+"));
  }
}
