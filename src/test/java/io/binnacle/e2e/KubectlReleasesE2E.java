package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.e2e.NamedKubectls.Named;
import io.binnacle.pki.CertificateSpec.Subject;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import io.binnacle.pki.SigningRequest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each release of kubectl, as it is, does what people do with it all day. */
@ExtendWith(ClusterExtension.class)
class KubectlReleasesE2E {
  /** With a namespace of its own, and beside the others. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @MethodSource("io.binnacle.e2e.NamedKubectls#present")
  @Execution(ExecutionMode.CONCURRENT)
  private @interface EachRelease {}

  private static final String CONFIG_MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {color: %s}
      """;
  private static final List<String> DESCRIBED =
      List.of(
          "pod/pod",
          "rc/rc",
          "rs/rs",
          "deploy/deploy",
          "sts/sts",
          "ds/ds",
          "job/job",
          "cronjob/cj",
          "svc/svc",
          "endpoints/svc",
          "endpointslice/eps",
          "ing/ing",
          "netpol/netpol",
          "cm/cm",
          "secret/secret",
          "sa/sa",
          "pvc/pvc",
          "quota/quota",
          "limits/limits",
          "hpa/hpa",
          "pdb/pdb",
          "role/role",
          "rolebinding/rb",
          "lease/lease",
          "podtemplate/template",
          "controllerrevision/revision");
  private static final List<String> DESCRIBED_CLUSTER_WIDE =
      List.of(
          "pv/%s-pv",
          "node/%s-node",
          "sc/%s-sc",
          "ingressclass/%s-ic",
          "pc/%s-pc",
          "runtimeclass/%s-rc",
          "clusterrole/%s-cr",
          "clusterrolebinding/%s-crb",
          "crd/walks.%s.example.com",
          "ns/%s",
          "csinode/%s-node",
          "csidriver/%s.example.com",
          "volumeattachment/%s-va",
          "apiservice/v1.apps",
          "flowschema/%s-fs",
          "prioritylevelconfiguration/%s-plc",
          "validatingwebhookconfiguration/%s-vwc",
          "mutatingwebhookconfiguration/%s-mwc",
          "validatingadmissionpolicy/%s-vap");

  @TempDir private Path folder;

  @EachRelease
  void createsWithEveryGenerator(Named release, Kubectl own, TestNamespace namespace)
      throws IOException {
    Kubectl kubectl = own.with(release.program());
    String ns = namespace.name();
    ClusterCa ca = ClusterCa.generate("walk", Clock.systemUTC(), new SecureRandom());
    Path certificate =
        Files.writeString(folder.resolve("tls.crt"), Pem.certificate(ca.certificate()));
    Path key = Files.writeString(folder.resolve("tls.key"), Pem.key(ca.key()));

    Path variables = Files.writeString(folder.resolve("variables"), "A=b\n");
    kubectl.run("create", "configmap", "cm", "--from-literal=a=b", "--from-file=" + certificate);
    kubectl.run("create", "configmap", "env", "--from-env-file=" + variables);
    kubectl.run("create", "secret", "generic", "plain", "--from-literal=a=b");
    kubectl.run("create", "secret", "tls", "tls", "--cert=" + certificate, "--key=" + key);
    kubectl.run(
        "create",
        "secret",
        "docker-registry",
        "reg",
        "--docker-server=r.example.com",
        "--docker-username=u",
        "--docker-password=p");
    kubectl.run("create", "serviceaccount", "sa");
    kubectl.run("create", "quota", "quota", "--hard=count/configmaps=20,services=9");
    kubectl.run("create", "service", "clusterip", "ip", "--tcp=80:8080");
    kubectl.run("create", "service", "nodeport", "port", "--tcp=80:8080");
    kubectl.run("create", "service", "loadbalancer", "lb", "--tcp=80:8080");
    kubectl.run("create", "service", "externalname", "name", "--external-name=example.com");
    kubectl.run("create", "deployment", "deploy", "--image=busybox", "--replicas=0");
    kubectl.run("create", "cronjob", "cj", "--image=busybox", "--schedule=0 0 1 1 *");
    kubectl.run("create", "job", "job", "--from=cronjob/cj");
    kubectl.run("create", "job", "once", "--image=busybox", "--dry-run=server", "--", "true");
    kubectl.run("run", "pod", "--image=busybox", "--dry-run=server", "--port=80", "--expose");
    kubectl.run("create", "role", "role", "--verb=get,list", "--resource=pods,pods/log");
    kubectl.run("create", "rolebinding", "rb", "--role=role", "--serviceaccount=" + ns + ":sa");
    kubectl.run("create", "clusterrole", ns + "-cr", "--verb=get", "--resource=nodes");
    String url = "--non-resource-url=/metrics";
    kubectl.run("create", "clusterrole", ns + "-url", "--verb=get", url, "--dry-run=server");
    String rule = "--aggregation-rule=walk=" + ns;
    kubectl.run("create", "clusterrole", ns + "-sum", rule, "--dry-run=server");
    kubectl.run(
        "create", "clusterrolebinding", ns + "-crb", "--clusterrole=" + ns + "-cr", "--user=jane");
    kubectl.run("create", "ingress", "ing", "--rule=example.com/*=ip:80");
    kubectl.run("create", "pdb", "pdb", "--selector=app=deploy", "--min-available=1");
    kubectl.run("create", "priorityclass", ns + "-pc", "--value=3", "--description=walk");
    kubectl.run("create", "namespace", ns + "-inner");
    assertThat(kubectl.run("create", "token", "sa", "--duration=20m").split("\\.")).hasSize(3);

    assertThat(kubectl.run("get", "all,cm,secret,ing,pdb,role,rolebinding", "-o", "name").lines())
        .contains("deployment.apps/deploy", "cronjob.batch/cj", "job.batch/job", "service/lb");
    assertThat(kubectl.run("get", "secret", "tls", "-o", "jsonpath={.type}"))
        .isEqualTo("kubernetes.io/tls");
    kubectl.run("delete", "clusterrole/" + ns + "-cr", "clusterrolebinding/" + ns + "-crb");
    kubectl.run("delete", "priorityclass/" + ns + "-pc", "namespace/" + ns + "-inner");
  }

  @EachRelease
  void changesObjects(Named release, Kubectl own) throws IOException {
    Kubectl kubectl = own.with(release.program());
    kubectl.feed(CONFIG_MAP.formatted("red"), "apply", "-f", "-");
    assertThat(kubectl.run("apply", "view-last-applied", "cm/settings")).contains("color: red");
    Command.Result diff = kubectl.attempt(CONFIG_MAP.formatted("blue"), "diff", "-f", "-");
    assertThat(diff.status()).as(diff.toString()).isEqualTo(1);
    assertThat(diff.output()).contains("-  color: red", "+  color: blue");
    assertThat(kubectl.attempt(CONFIG_MAP.formatted("red"), "diff", "-f", "-").status()).isZero();
    kubectl.feed(CONFIG_MAP.formatted("blue"), "apply", "--server-side", "-f", "-");
    Command.Result other =
        kubectl.attempt(
            CONFIG_MAP.formatted("pink"),
            "apply",
            "--server-side",
            "--field-manager=other",
            "-f",
            "-");
    assertThat(other.errors()).contains("Apply failed with 1 conflict", ".data.color");
    kubectl.feed(
        CONFIG_MAP.formatted("pink"),
        "apply",
        "--server-side",
        "--field-manager=other",
        "--force-conflicts",
        "-f",
        "-");
    kubectl.feed(CONFIG_MAP.formatted("green"), "replace", "-f", "-");
    assertThat(color(kubectl)).isEqualTo("green");
    kubectl.edit("sed -i s/green/gold/", "cm/settings");
    assertThat(color(kubectl)).isEqualTo("gold");
    String set = "[{\"op\":\"replace\",\"path\":\"/data/color\",\"value\":\"%s\"}]";
    kubectl.run("patch", "cm", "settings", "--type=json", "-p", set.formatted("blue"));
    assertThat(color(kubectl)).isEqualTo("blue");
    kubectl.run("patch", "cm", "settings", "--type=merge", "-p", "{\"data\":{\"color\":null}}");
    kubectl.run("patch", "cm", "settings", "-p", "{\"data\":{\"color\":\"grey\"}}");
    assertThat(color(kubectl)).isEqualTo("grey");
    assertThat(
            kubectl
                .attempt(CONFIG_MAP.formatted("red"), "diff", "--server-side", "-f", "-")
                .errors())
        .contains(".data.color");
    kubectl.run("apply", "set-last-applied", "--create-annotation", "-f", file("red"));
    assertThat(kubectl.run("apply", "view-last-applied", "cm/settings")).contains("color: red");
    prunes(kubectl);
    kubectl.feed(CONFIG_MAP.formatted("white"), "replace", "--force", "-f", "-");
    assertThat(color(kubectl)).isEqualTo("white");
    kubectl.run("label", "cm/settings", "a=b", "c=d");
    kubectl.run("annotate", "cm/settings", "note=n");
    kubectl.run("label", "cm", "--all", "a=x", "c-", "--overwrite");
    assertThat(kubectl.run("get", "cm/settings", "--show-labels")).contains("a=x");
  }

  private static void prunes(Kubectl kubectl) {
    String labelled =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s, labels: {walk: prune}}
        """;
    String kept = labelled.formatted("kept");
    kubectl.feed(kept + "---\n" + labelled.formatted("dropped"), "apply", "-f", "-");
    String maps = "--prune-allowlist=core/v1/ConfigMap";
    assertThat(kubectl.feed(kept, "apply", "--prune", "-l", "walk=prune", maps, "-f", "-"))
        .contains("configmap/kept unchanged", "configmap/dropped pruned");
  }

  private String file(String color) throws IOException {
    return Files.writeString(folder.resolve(color), CONFIG_MAP.formatted(color)).toString();
  }

  private static String color(Kubectl kubectl) {
    return kubectl.run("get", "cm", "settings", "-o", "jsonpath={.data.color}");
  }

  @EachRelease
  void showsMainKinds(Named release, Kubectl own, TestNamespace namespace) throws IOException {
    Kubectl kubectl = own.with(release.program());
    String ns = namespace.name();
    kubectl.feed(mainKinds(ns), "apply", "-f", "-");
    try {
      await().untilAsserted(() -> kubectl.run("get", "endpoints/svc"));
      describes(kubectl, DESCRIBED);
      describes(
          kubectl, DESCRIBED_CLUSTER_WIDE.stream().map(object -> object.formatted(ns)).toList());
      for (String form : List.of("wide", "yaml", "json", "name")) {
        assertThat(kubectl.run("get", "-f", manifest(ns), "-o", form)).contains("pod", ns + "-pv");
      }
      showsInOtherForms(kubectl);
      kubectl.run("wait", "crd/walks." + ns + ".example.com", "--for=condition=Established");
      assertThat(kubectl.run("get", "walks." + ns + ".example.com")).isEmpty();
    } finally {
      kubectl.run("delete", "-f", manifest(ns), "--wait=false", "--ignore-not-found");
    }
  }

  private static void describes(Kubectl kubectl, List<String> objects) {
    String described =
        kubectl.run(Stream.concat(Stream.of("describe"), objects.stream()).toArray(String[]::new));
    for (String object : objects) {
      String name = object.substring(object.indexOf('/') + 1);
      assertThat(described).containsPattern("(?m)^Name: +" + Pattern.quote(name) + "$");
    }
  }

  private String manifest(String ns) throws IOException {
    return Files.writeString(folder.resolve("main-kinds.yaml"), mainKinds(ns)).toString();
  }

  private static String mainKinds(String ns) throws IOException {
    try (InputStream in =
        KubectlReleasesE2E.class.getResourceAsStream("/kubectl/main-kinds.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("NS", ns);
    }
  }

  private void showsInOtherForms(Kubectl kubectl) throws IOException {
    assertThat(kubectl.run("get", "cm/cm", "-o", "jsonpath={.data.a}")).isEqualTo("b");
    assertThat(kubectl.run("get", "cm/cm", "-o", "go-template={{.data.a}}")).isEqualTo("b");
    assertThat(kubectl.run("get", "cm/cm", "-o", "custom-columns=N:.metadata.name,A:.data.a"))
        .matches("(?s)N +A\ncm +b\n");
    assertThat(kubectl.run("get", "cm/cm", "-o", "jsonpath-as-json={.data}"))
        .contains("\"a\": \"b\"");
    Path form = Files.writeString(folder.resolve("form"), "{.data.a}");
    assertThat(kubectl.run("get", "cm/cm", "-o", "jsonpath-file=" + form)).isEqualTo("b");
    Files.writeString(form, "{{.data.a}}");
    assertThat(kubectl.run("get", "cm/cm", "-o", "go-template-file=" + form)).isEqualTo("b");
    Files.writeString(form, "A\n.data.a\n");
    assertThat(kubectl.run("get", "cm/cm", "-o", "custom-columns-file=" + form))
        .isEqualTo("A\nb\n");
    assertThat(kubectl.run("get", "svc,deploy", "--show-kind"))
        .contains("service/svc", "deployment.apps/deploy");
    assertThat(kubectl.run("get", "cm", "--sort-by=.metadata.name")).contains("cm");
    assertThat(kubectl.run("get", "pods", "-A", "--field-selector=metadata.name=pod"))
        .contains("NAMESPACE", "Pending");
    assertThat(
            kubectl.run(
                "get", "pods", "-l", "app in (main),!other", "-o", "name", "--chunk-size=1"))
        .isEqualTo("pod/pod\n");
    assertThat(kubectl.run("get", "deploy/deploy", "--subresource=scale", "-o", "yaml"))
        .contains("kind: Scale");
    assertThat(kubectl.run("explain", "pods", "--recursive"))
        .contains("livenessProbe", "tolerations");
    assertThat(kubectl.run("explain", "cronjob.spec.jobTemplate.spec", "--recursive"))
        .contains("backoffLimit");
    assertThat(kubectl.run("explain", "hpa", "--api-version=autoscaling/v1"))
        .contains("HorizontalPodAutoscaler");
    assertThat(kubectl.run("api-resources", "--verbs=list", "--namespaced", "-o", "wide"))
        .contains("endpointslices");
    assertThat(kubectl.run("cluster-info")).contains("control plane");
    assertThat(kubectl.run("version", "-o", "json")).contains("\"serverVersion\"");
  }

  @EachRelease
  void worksOnWorkloads(Named release, Kubectl own) {
    Kubectl kubectl = own.with(release.program());
    kubectl.run("create", "deployment", "web", "--image=busybox", "--replicas=0", "--port=80");
    kubectl.run("scale", "deploy/web", "--replicas=2", "--current-replicas=0");
    kubectl.run("wait", "deploy/web", "--for=jsonpath={.status.replicas}=2", "--timeout=20s");
    kubectl.run("scale", "deploy/web", "--replicas=0");
    kubectl.run("wait", "deploy/web", "--for=jsonpath={.spec.replicas}=0", "--timeout=20s");
    kubectl.run("autoscale", "deploy/web", "--min=1", "--max=3", "--cpu-percent=80");
    kubectl.run("expose", "deploy/web", "--port=80", "--target-port=8080");
    kubectl.run("set", "image", "deploy/web", "busybox=busybox:2");
    kubectl.run("set", "env", "deploy/web", "A=b");
    kubectl.run("set", "resources", "deploy/web", "--limits=cpu=100m");
    kubectl.run("set", "selector", "svc/web", "app=other");
    await().untilAsserted(() -> kubectl.run("rollout", "history", "deploy/web"));
    assertThat(kubectl.run("get", "hpa/web", "-o", "jsonpath={.spec.maxReplicas}")).isEqualTo("3");
    assertThat(kubectl.run("get", "svc/web", "-o", "jsonpath={.spec.selector.app}"))
        .isEqualTo("other");
    await()
        .untilAsserted(() ->
            assertThat(kubectl.run("events", "--for=deploy/web")).contains("ScalingReplicaSet"));
    assertThat(kubectl.run("get", "events", "--sort-by=.lastTimestamp")).contains("web");
  }

  @EachRelease
  void keepsPodsOffNodes(Named release, Kubectl own, TestNamespace namespace) {
    Kubectl kubectl = own.with(release.program());
    String node = namespace.name() + "-n";
    kubectl.feed(
        "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + node + "\"}}",
        "create",
        "-f",
        "-");
    try {
      kubectl.run("taint", "node", node, "walk=yes:NoSchedule");
      kubectl.run("taint", "node", node, "walk=no:NoSchedule", "--overwrite");
      kubectl.run("cordon", node);
      assertThat(kubectl.run("get", "node", node)).contains("SchedulingDisabled");
      kubectl.run("drain", node, "--ignore-daemonsets", "--timeout=30s");
      kubectl.run("uncordon", node);
      kubectl.run("taint", "node", node, "walk-");
      assertThat(kubectl.run("get", "node", node, "-o", "jsonpath={.spec.taints[*].key}"))
          .doesNotContain("walk", "unschedulable");
    } finally {
      kubectl.run("delete", "node", node);
    }
  }

  @EachRelease
  void tellsWhoMayWhat(Named release, Kubectl own, TestNamespace namespace) throws IOException {
    Kubectl kubectl = own.with(release.program());
    String ns = namespace.name();
    assertThat(kubectl.run("auth", "can-i", "create", "pods")).isEqualTo("yes\n");
    assertThat(kubectl.attempt("", "auth", "can-i", "create", "pods", "--as=nobody").output())
        .startsWith("no");
    assertThat(kubectl.run("auth", "can-i", "--list")).contains("Resources");
    assertThat(kubectl.run("auth", "whoami")).contains("Username", "system:masters");
    String role =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: reconciled, namespace: %s}
        rules: [{apiGroups: [""], resources: [pods], verbs: [%s]}]
        """;
    kubectl.feed(role.formatted(ns, "get"), "auth", "reconcile", "-f", "-");
    kubectl.feed(role.formatted(ns, "list"), "auth", "reconcile", "-f", "-");
    assertThat(kubectl.run("get", "role", "reconciled", "-o", "jsonpath={.rules[*].verbs[*]}"))
        .contains("get", "list");
    decidesOnCertificates(kubectl, ns);
  }

  private static void decidesOnCertificates(Kubectl kubectl, String ns) {
    KeyPair pair = ClusterCa.newKeyPair(new SecureRandom());
    String pem = SigningRequest.create(new Subject("jane", List.of("devs")), List.of(), pair);
    String request = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    for (String decision : List.of("approve", "deny")) {
      String name = ns + "-" + decision;
      kubectl.feed(
          """
          apiVersion: certificates.k8s.io/v1
          kind: CertificateSigningRequest
          metadata: {name: %s}
          spec: {signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], request: %s}
          """
              .formatted(name, request),
          "create",
          "-f",
          "-");
      kubectl.run("certificate", decision, name);
    }
    await().untilAsserted(() -> assertThat(kubectl.run("get", "csr")).contains("Approved,Issued"));
    assertThat(kubectl.run("describe", "csr", ns + "-deny")).contains("Denied");
    kubectl.run("delete", "csr", ns + "-approve", ns + "-deny");
  }

  @EachRelease
  void deletesWithEveryCascade(Named release, Kubectl own) throws IOException {
    Kubectl kubectl = own.with(release.program());
    for (String cascade : List.of("background", "foreground", "orphan")) {
      kubectl.run("create", "deployment", cascade, "--image=busybox", "--replicas=0");
      await().untilAsserted(() -> assertThat(replicaSets(kubectl, cascade)).hasSize(1));
      kubectl.run("delete", "deploy", cascade, "--cascade=" + cascade, "--timeout=30s");
      int left = cascade.equals("orphan") ? 1 : 0;
      await().untilAsserted(() -> assertThat(replicaSets(kubectl, cascade)).hasSize(left));
    }
    JsonNode orphan = replicaSets(kubectl, "orphan").path(0);
    assertThat(orphan.at("/metadata/ownerReferences").isMissingNode()).isTrue();
    kubectl.run("delete", "rs", "-l", "app=orphan", "--dry-run=server");
    kubectl.run("delete", "rs", "-l", "app=orphan", "--grace-period=0", "--force");
    kubectl.run("wait", "rs", "--all", "--for=delete", "--timeout=20s");
  }

  private static JsonNode replicaSets(Kubectl kubectl, String app) throws IOException {
    String list = kubectl.run("get", "rs", "-l", "app=" + app, "-o", "json");
    return Json.read(list.getBytes(StandardCharsets.UTF_8)).path("items");
  }
}
