package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workloads as people handle them with kubectl, on pods that really run. Needs root. */
@ExtendWith(ClusterExtension.class)
class WorkloadsE2E {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TIMEOUT = "--timeout=60s";

  /** A template's pod: what runs, and how it ends. */
  private static final String SLEEPER =
      """
      terminationGracePeriodSeconds: 0
            containers:
              - name: main
                image: binnacle/busybox
                imagePullPolicy: IfNotPresent
                command: ["sleep", "3600"]
      """;

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 3
        selector:
          matchLabels:
            app: web
        template:
          metadata:
            labels:
              app: web
          spec:
            %s
      """
          .formatted(SLEEPER);

  private static final String STATEFUL_SET =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: db
      spec:
        replicas: 2
        serviceName: db
        selector:
          matchLabels:
            app: db
        template:
          metadata:
            labels:
              app: db
          spec:
            %s
      """
          .formatted(SLEEPER);

  /** Each start writes a line, and shows all that were written. */
  private static final String STATEFUL_SET_WITH_DATA =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: store
      spec:
        replicas: 1
        serviceName: store
        selector:
          matchLabels:
            app: store
        template:
          metadata:
            labels:
              app: store
          spec:
            terminationGracePeriodSeconds: 0
            containers:
              - name: main
                image: binnacle/busybox
                imagePullPolicy: IfNotPresent
                command: ["sh", "-c", "echo started >> /data/log; cat /data/log; sleep 3600"]
                volumeMounts:
                  - name: data
                    mountPath: /data
                    subPath: sub
        volumeClaimTemplates:
          - metadata:
              name: data
            spec:
              accessModes: ["ReadWriteOnce"]
              resources:
                requests:
                  storage: 10Mi
      """;

  private static final String DAEMON_SET =
      """
      apiVersion: apps/v1
      kind: DaemonSet
      metadata:
        name: agent
      spec:
        selector:
          matchLabels:
            app: agent
        template:
          metadata:
            labels:
              app: agent
          spec:
            %s
      """
          .formatted(SLEEPER);

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: %s
      spec:
        completions: 2
        parallelism: 2
        completionMode: Indexed
        backoffLimit: 0
        template:
          spec:
            restartPolicy: Never
            containers:
              - name: main
                image: binnacle/busybox
                imagePullPolicy: IfNotPresent
                command: ["sh", "-c", "%s"]
      """;

  private static final String CRON_JOB =
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: nightly
      spec:
        schedule: "0 3 * * *"
        timeZone: Europe/Berlin
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: main
                    image: binnacle/busybox
                    imagePullPolicy: IfNotPresent
                    command: ["true"]
      """;

  @BeforeEach
  void nodeIsReady(ClusterHarness cluster, Kubectl kubectl) {
    Assumptions.assumeTrue(cluster.isRoot(), "containers need root");
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() ->
            kubectl
                .attempt("", "wait", "node", "--all", "--for=condition=Ready", "--timeout=30s")
                .succeeded());
  }

  @Test
  void deploymentIsRolledOutAndBack(Kubectl kubectl) {
    kubectl.feed(DEPLOYMENT, "apply", "-f", "-");
    assertThat(rolledOut(kubectl, "deployment/web")).contains("successfully rolled out");
    kubectl.run("annotate", "deployment/web", "kubernetes.io/change-cause=first");

    kubectl.run("set", "env", "deployment/web", "COLOR=blue");
    rolledOut(kubectl, "deployment/web");
    assertThat(kubectl.run("rollout", "history", "deployment/web"))
        .containsPattern("(?m)^1 +")
        .containsPattern("(?m)^2 +first");
    assertThat(images(kubectl, "web", "{.items[*].spec.containers[0].env[0].value}"))
        .containsExactly("blue", "blue", "blue");

    assertThat(kubectl.run("rollout", "undo", "deployment/web"))
        .isEqualTo("deployment.apps/web rolled back\n");
    rolledOut(kubectl, "deployment/web");
    assertThat(kubectl.run("get", "rs", "-l", "app=web", "-o", "name").lines()).hasSize(2);
    assertThat(
            kubectl.run(
                "get",
                "deployment",
                "web",
                "-o",
                "jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}"))
        .isEqualTo("3");
  }

  @Test
  void deploymentIsPausedScaledAndRestarted(Kubectl kubectl) {
    kubectl.feed(DEPLOYMENT, "apply", "-f", "-");
    rolledOut(kubectl, "deployment/web");

    kubectl.run("rollout", "pause", "deployment/web");
    kubectl.run("set", "image", "deployment/web", "main=docker.io/binnacle/busybox:latest");
    kubectl.run("scale", "deployment/web", "--replicas=2");
    kubectl.run("wait", "deployment/web", "--for=jsonpath={.status.readyReplicas}=2", TIMEOUT);
    assertThat(kubectl.run("get", "rs", "-l", "app=web", "-o", "name").lines()).hasSize(1);
    kubectl.run("rollout", "resume", "deployment/web");
    rolledOut(kubectl, "deployment/web");
    assertThat(images(kubectl, "web", "{.items[*].spec.containers[0].image}"))
        .containsOnly("docker.io/binnacle/busybox:latest");

    kubectl.run("rollout", "restart", "deployment/web");
    rolledOut(kubectl, "deployment/web");
    assertThat(kubectl.run("get", "rs", "-l", "app=web", "-o", "name").lines()).hasSize(3);
    kubectl.run("expose", "deployment/web", "--port=80", "--target-port=8080");
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(
                    kubectl.run(
                        "get", "endpoints", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}"))
                .contains(" "));
  }

  @Test
  void cascadesOfDeletion(Kubectl kubectl) {
    kubectl.feed(DEPLOYMENT, "apply", "-f", "-");
    rolledOut(kubectl, "deployment/web");
    kubectl.run("delete", "deployment/web", "--cascade=orphan", TIMEOUT);
    List<String> pods = names(kubectl, "pods");
    assertThat(names(kubectl, "rs")).hasSize(1);

    // The one made anew adopts what there is.
    kubectl.feed(DEPLOYMENT, "apply", "-f", "-");
    rolledOut(kubectl, "deployment/web");
    assertThat(names(kubectl, "pods")).containsExactlyInAnyOrderElementsOf(pods);

    kubectl.run("delete", "deployment/web", "--cascade=foreground", TIMEOUT);
    assertThat(names(kubectl, "rs")).isEmpty();
    kubectl.feed(DEPLOYMENT, "apply", "-f", "-");
    rolledOut(kubectl, "deployment/web");
    kubectl.run("delete", "deployment/web", "--cascade=background", TIMEOUT);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(names(kubectl, "pods")).isEmpty());
  }

  @Test
  void statefulSetKeepsItsNames(Kubectl kubectl) {
    kubectl.feed(STATEFUL_SET, "apply", "-f", "-");
    rolledOut(kubectl, "statefulset/db");
    assertThat(names(kubectl, "pods")).containsExactly("pod/db-0", "pod/db-1");

    kubectl.run("set", "env", "statefulset/db", "COLOR=blue");
    rolledOut(kubectl, "statefulset/db");
    kubectl.run("rollout", "undo", "statefulset/db");
    rolledOut(kubectl, "statefulset/db");
    assertThat(kubectl.run("rollout", "history", "statefulset/db"))
        .containsPattern("(?m)^2 +")
        .containsPattern("(?m)^3 +");
    kubectl.run("scale", "statefulset/db", "--replicas=1");
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(names(kubectl, "pods")).containsExactly("pod/db-0"));
  }

  @Test
  void daemonSetRunsOnTheNode(Kubectl kubectl) {
    kubectl.feed(DAEMON_SET, "apply", "-f", "-");
    rolledOut(kubectl, "daemonset/agent");
    assertThat(names(kubectl, "pods")).hasSize(1);

    kubectl.run("rollout", "restart", "daemonset/agent");
    rolledOut(kubectl, "daemonset/agent");
    assertThat(kubectl.run("rollout", "history", "daemonset/agent")).containsPattern("(?m)^2 +");
  }

  @Test
  void jobsRunToTheirEnd(Kubectl kubectl) {
    kubectl.feed(JOB.formatted("good", "echo index $JOB_COMPLETION_INDEX"), "apply", "-f", "-");
    kubectl.run("wait", "job/good", "--for=condition=Complete", TIMEOUT);
    assertThat(kubectl.run("logs", "-l", "job-name=good").lines())
        .containsExactlyInAnyOrder("index 0", "index 1");
    assertThat(kubectl.run("get", "job", "good", "-o", "jsonpath={.status.completedIndexes}"))
        .isEqualTo("0,1");

    kubectl.feed(JOB.formatted("bad", "exit 3"), "apply", "-f", "-");
    kubectl.run("wait", "job/bad", "--for=condition=Failed", TIMEOUT);

    kubectl.feed(CRON_JOB, "apply", "-f", "-");
    kubectl.run("create", "job", "now", "--from=cronjob/nightly");
    kubectl.run("wait", "job/now", "--for=condition=Complete", TIMEOUT);
  }

  /** Waits as people do. */
  private static String rolledOut(Kubectl kubectl, String workload) {
    return kubectl.run("rollout", "status", workload, "--timeout=55s");
  }

  private static List<String> names(Kubectl kubectl, String resource) {
    return kubectl.run("get", resource, "-o", "name").lines().toList();
  }

  /** Of the pods that nobody has deleted. */
  private static List<String> images(Kubectl kubectl, String app, String path) {
    return List.of(
        kubectl
            .run(
                "get",
                "pods",
                "-l",
                "app=" + app,
                "--field-selector=status.phase=Running",
                "-o",
                "jsonpath=" + path)
            .split(" "));
  }

  @Test
  void drainRespectsTheBudget(Kubectl kubectl) {
    kubectl.feed(DEPLOYMENT, "apply", "-f", "-");
    rolledOut(kubectl, "deployment/web");
    kubectl.run("create", "pdb", "web", "--selector=app=web", "--min-available=3");
    kubectl.run("wait", "pdb/web", "--for=jsonpath={.status.currentHealthy}=3", TIMEOUT);
    String node = names(kubectl, "nodes").getFirst();
    String[] drain = {
      "drain", node, "--pod-selector=app=web", "--ignore-daemonsets", "--force", "--timeout=8s"
    };
    try {
      Command.Result refused = kubectl.attempt("", drain);
      assertThat(refused.succeeded()).isFalse();
      assertThat(refused.errors()).contains("Cannot evict pod as it would violate the pod's");
      assertThat(names(kubectl, "pods")).hasSize(3);

      kubectl.run("delete", "pdb", "web");
      kubectl.run("drain", node, "--pod-selector=app=web", "--ignore-daemonsets", TIMEOUT);
      assertThat(kubectl.run("get", node, "-o", "jsonpath={.spec.unschedulable}"))
          .isEqualTo("true");
    } finally {
      kubectl.run("uncordon", node);
    }
    rolledOut(kubectl, "deployment/web");
  }

  @Test
  void autoscaleKeepsToItsBounds(Kubectl kubectl) {
    kubectl.feed(DEPLOYMENT, "apply", "-f", "-");
    rolledOut(kubectl, "deployment/web");
    kubectl.run("autoscale", "deployment/web", "--min=4", "--max=6", "--cpu-percent=80");
    kubectl.run("wait", "deployment/web", "--for=jsonpath={.status.readyReplicas}=4", TIMEOUT);
    assertThat(kubectl.run("get", "hpa", "web", "-o", "jsonpath={.spec.maxReplicas}"))
        .isEqualTo("6");
  }

  @Test
  void aStatefulSetsDataOutlivesItsPods(Kubectl kubectl) {
    kubectl.feed(STATEFUL_SET_WITH_DATA, "apply", "-f", "-");
    rolledOut(kubectl, "statefulset/store");
    kubectl.run("delete", "pod", "store-0", TIMEOUT);
    rolledOut(kubectl, "statefulset/store");
    await()
        .untilAsserted(() ->
            assertThat(kubectl.run("logs", "store-0").lines())
                .as("what was written by both")
                .containsExactly("started", "started"));

    kubectl.run("delete", "statefulset", "store", "--cascade=foreground", TIMEOUT);
    assertThat(names(kubectl, "pvc")).containsExactly("persistentvolumeclaim/data-store-0");
    String volume = kubectl.run("get", "pvc", "data-store-0", "-o", "jsonpath={.spec.volumeName}");
    String path = kubectl.run("get", "pv", volume, "-o", "jsonpath={.spec.local.path}");
    assertThat(Path.of(path).resolve("sub/log")).exists();
    kubectl.run("delete", "pvc", "data-store-0", TIMEOUT);
    kubectl.run("wait", "pv/" + volume, "--for=delete", TIMEOUT);
    assertThat(Path.of(path)).doesNotExist();
  }
}
