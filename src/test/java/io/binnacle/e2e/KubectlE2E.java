package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** kubectl works unchanged on all that needs no containers. */
@ExtendWith(ClusterExtension.class)
class KubectlE2E {
  private static final String CONFIG_MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: settings
        labels:
          tier: front
      data:
        color: %s
      """;

  /** The pods of this controller are wanted nowhere: they stay pending. */
  private static final String CONTROLLER =
      """
      apiVersion: v1
      kind: ReplicationController
      metadata:
        name: idle
      spec:
        replicas: 1
        selector:
          app: idle
        template:
          metadata:
            labels:
              app: idle
          spec:
            nodeSelector:
              no-such: node
            containers:
              - name: idle
                image: binnacle/busybox
      """;

  /** {@code kubectl create} sends protobuf. */
  @Test
  void createsFromGenerators(Kubectl kubectl) {
    kubectl.run("create", "configmap", "cm", "--from-literal=a=b", "--from-literal=c=d");
    kubectl.run("create", "secret", "generic", "sec", "--from-literal=password=hidden");
    kubectl.run("create", "serviceaccount", "robot");
    kubectl.run("create", "quota", "few", "--hard=pods=3,cpu=2");
    kubectl.run("create", "service", "clusterip", "svc", "--tcp=80:8080");

    assertThat(kubectl.run("get", "cm", "cm", "-o", "jsonpath={.data.c}")).isEqualTo("d");
    assertThat(kubectl.run("get", "secret", "sec", "-o", "jsonpath={.data.password}"))
        .isEqualTo("aGlkZGVu");
    assertThat(kubectl.run("get", "sa", "robot", "-o", "name")).isEqualTo("serviceaccount/robot\n");
    assertThat(kubectl.run("get", "quota", "few", "-o", "jsonpath={.spec.hard.cpu}"))
        .isEqualTo("2");
    assertThat(kubectl.run("get", "svc", "svc", "-o", "jsonpath={.spec.ports[0].targetPort}"))
        .isEqualTo("8080");
    assertThat(kubectl.attempt("", "create", "configmap", "cm").errors())
        .contains("configmaps \"cm\" already exists");
  }

  @Test
  void appliesChanges(Kubectl kubectl) {
    assertThat(kubectl.feed(CONFIG_MAP.formatted("red"), "apply", "-f", "-"))
        .isEqualTo("configmap/settings created\n");
    assertThat(kubectl.feed(CONFIG_MAP.formatted("red"), "apply", "-f", "-"))
        .isEqualTo("configmap/settings unchanged\n");
    assertThat(kubectl.feed(CONFIG_MAP.formatted("blue"), "apply", "-f", "-"))
        .isEqualTo("configmap/settings configured\n");
    assertThat(kubectl.run("get", "cm", "settings", "-o", "jsonpath={.data.color}"))
        .isEqualTo("blue");
    Command.Result typo =
        kubectl.attempt(CONFIG_MAP.formatted("x").replace("\ndata:", "\ndat:"), "apply", "-f", "-");
    assertThat(typo.succeeded()).isFalse();
    assertThat(typo.errors()).contains("unknown field \"dat\"");
  }

  @Test
  void printsEveryForm(Kubectl kubectl) {
    kubectl.feed(CONFIG_MAP.formatted("red"), "apply", "-f", "-");

    assertThat(kubectl.run("get", "cm", "settings").lines().toList())
        .satisfiesExactly(
            head -> assertThat(head).matches("NAME +DATA +AGE"),
            row -> assertThat(row).matches("settings +1 +\\d+s"));
    assertThat(kubectl.run("get", "cm", "settings", "-o", "wide")).startsWith("NAME");
    assertThat(kubectl.run("get", "cm", "settings", "-o", "yaml"))
        .contains("color: red", "kind: ConfigMap", "  name: settings");
    assertThat(kubectl.run("get", "cm", "settings", "-o", "json")).contains("\"color\": \"red\"");
    assertThat(kubectl.run("get", "cm", "settings", "-o", "name"))
        .isEqualTo("configmap/settings\n");
    assertThat(kubectl.run("get", "cm", "settings", "-o", "custom-columns=C:.data.color"))
        .isEqualTo("C\nred\n");
    assertThat(kubectl.run("get", "cm", "-l", "tier=front", "-o", "name"))
        .isEqualTo("configmap/settings\n");
    assertThat(kubectl.run("get", "cm", "--field-selector=metadata.name=none", "-o", "name"))
        .isEmpty();
    assertThat(kubectl.run("describe", "cm", "settings")).contains("color:", "tier=front");
    assertThat(kubectl.attempt("", "get", "cm", "none").errors())
        .isEqualTo("Error from server (NotFound): configmaps \"none\" not found\n");
  }

  @Test
  void labelsAndAnnotates(Kubectl kubectl) {
    kubectl.feed(CONFIG_MAP.formatted("red"), "apply", "-f", "-");

    kubectl.run("label", "cm", "settings", "stage=test");
    kubectl.run("label", "cm", "settings", "tier-");
    kubectl.run("annotate", "cm", "settings", "example.com/note=of a test");

    assertThat(kubectl.run("get", "cm", "settings", "-o", "jsonpath={.metadata.labels}"))
        .isEqualTo("{\"stage\":\"test\"}");
    assertThat(
            kubectl.run(
                "get",
                "cm",
                "settings",
                "-o",
                "jsonpath={.metadata.annotations.example\\.com/note}"))
        .isEqualTo("of a test");
    assertThat(kubectl.attempt("", "label", "cm", "settings", "stage=other").succeeded()).isFalse();
  }

  @Test
  void patchesInThreeWays(Kubectl kubectl) {
    kubectl.feed(CONTROLLER, "apply", "-f", "-");

    kubectl.run(
        "patch",
        "rc",
        "idle",
        "--type=strategic",
        "-p",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"second\",\"image\":\"x\"}]}}}}");
    kubectl.run(
        "patch", "rc", "idle", "--type=merge", "-p", "{\"metadata\":{\"labels\":{\"m\":\"1\"}}}");
    kubectl.run(
        "patch",
        "rc",
        "idle",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":0}]");

    assertThat(
            kubectl
                .run("get", "rc", "idle", "-o", "jsonpath={.spec.template.spec.containers[*].name}")
                .split(" "))
        .containsExactlyInAnyOrder("idle", "second");
    assertThat(
            kubectl.run(
                "get", "rc", "idle", "-o", "jsonpath={.metadata.labels.m} {.spec.replicas}"))
        .isEqualTo("1 0");
  }

  @Test
  void scalesAndDeletesControllers(Kubectl kubectl) {
    kubectl.feed(CONTROLLER, "apply", "-f", "-");

    assertThat(kubectl.run("scale", "rc", "idle", "--replicas=2"))
        .isEqualTo("replicationcontroller/idle scaled\n");
    kubectl.run("wait", "rc/idle", "--for=jsonpath={.status.replicas}=2", "--timeout=20s");
    await().untilAsserted(() -> assertThat(pods(kubectl)).hasSize(2));
    kubectl.run("delete", "rc", "idle", "--timeout=20s");
    await().untilAsserted(() -> assertThat(pods(kubectl)).isEmpty());
  }

  @Test
  void waitsForDeletion(Kubectl kubectl) {
    kubectl.run("create", "configmap", "cm");

    assertThat(kubectl.run("delete", "cm", "cm")).startsWith("configmap \"cm\" deleted");
    kubectl.run("wait", "cm/cm", "--for=delete", "--timeout=20s");
    assertThat(kubectl.run("delete", "cm", "cm", "--ignore-not-found")).isEmpty();
  }

  @Test
  void tellsWhatThereIs(Kubectl kubectl) {
    assertThat(kubectl.run("api-resources", "-o", "name").lines())
        .contains(
            "pods",
            "replicationcontrollers",
            "services",
            "endpoints",
            "endpointslices.discovery.k8s.io",
            "nodes",
            "namespaces",
            "secrets",
            "configmaps",
            "serviceaccounts",
            "events",
            "resourcequotas",
            "limitranges",
            "leases.coordination.k8s.io");
    assertThat(kubectl.run("api-versions").lines()).contains("v1", "coordination.k8s.io/v1");
    assertThat(kubectl.run("explain", "pod.spec.containers"))
        .contains("KIND:", "Pod", "containers", "livenessProbe");
    assertThat(kubectl.run("explain", "rc.spec.replicas")).contains("replicas", "integer");
    assertThat(kubectl.run("get", "--raw", "/readyz")).isEqualTo("ok");
  }

  @Test
  void deletesNamespaces(Kubectl kubectl, TestNamespace mine) {
    String name = mine.name() + "-inner";
    kubectl.run("create", "namespace", name);
    Kubectl inner = kubectl.in(name);
    inner.run("create", "configmap", "cm");
    inner.feed(CONTROLLER, "apply", "-f", "-");

    kubectl.run("delete", "namespace", name, "--timeout=40s");

    assertThat(kubectl.attempt("", "get", "namespace", name).errors()).contains("NotFound");
    assertThat(inner.run("get", "cm,rc,pods", "-o", "name")).isEmpty();
    assertThat(inner.attempt("", "create", "configmap", "cm").errors())
        .contains("namespaces \"" + name + "\" not found");
  }

  private static List<String> pods(Kubectl kubectl) {
    return kubectl.run("get", "pods", "-l", "app=idle", "-o", "name").lines().toList();
  }
}
