package io.binnacle.node.runtime.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.binnacle.node.files.FileTrees;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ExecResult;
import io.binnacle.node.runtime.PodSandboxSpec;
import io.binnacle.node.runtime.cgroup.CgroupLimits;
import io.binnacle.node.runtime.cgroup.NodeUsage;
import io.binnacle.node.runtime.cgroup.PodCgroups;
import io.binnacle.node.runtime.cgroup.QosClass;
import io.binnacle.node.runtime.cri.CriContainerRuntime;
import io.binnacle.node.runtime.cri.CriTimeouts;
import io.binnacle.node.runtime.image.OfflineImages;
import io.binnacle.node.runtime.logs.ContainerLogRotation;
import io.binnacle.testing.Scratch;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Real containers in a private containerd: needs root and the distribution's packages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivateContainerdIT {
  private static final PodNetwork NETWORK = new PodNetwork("10.233.7.0/24", "10.233.0.0/16", 0);
  private static final Path PACKAGES = Path.of("target/test-packages");

  private Path home;
  private ContainerdSettings settings;
  private PrivateContainerd containerd;
  private CriContainerRuntime runtime;

  @BeforeAll
  void start() throws Exception {
    home = Scratch.directory("binnacle");
    settings =
        new ContainerdSettings(
            home.resolve("containerd"), PACKAGES, OfflineImages.PAUSE, Duration.ofSeconds(60));
    containerd = new PrivateContainerd(settings);
    timed(
        "packages and containerd", () -> assertThat(containerd.start()).isEqualTo(running(false)));
    containerd.configureNetwork(NETWORK);
    runtime = connect();
    timed(
        "images",
        () -> new OfflineImages(containerd.tools(), containerd.images()).provide(runtime));
    Awaitility.await().until(() -> runtime.notReadyReason().isEmpty());
  }

  private ContainerdOutcome running(boolean adopted) {
    return new ContainerdOutcome.Running(settings.socket(), adopted);
  }

  private CriContainerRuntime connect() {
    return CriContainerRuntime.connect(
        settings.socket(),
        CriTimeouts.DEFAULT,
        new OfflineImages(containerd.tools(), containerd.images()));
  }

  @AfterAll
  void stop() throws Exception {
    if (runtime != null) {
      runtime.close();
    }
    if (containerd == null) {
      return;
    }
    timed("down", () -> containerd.stop(Duration.ofSeconds(2)));
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(home.toString());
    assertThat(NetworkInterface.getByName(settings.bridge())).isNull();
    FileTrees.delete(home);
  }

  @Test
  void runsAPod() throws Exception {
    PodSandboxSpec sandbox = RuntimeSpecs.sandbox("web", home.resolve("logs"));
    CountDownLatch changed = new CountDownLatch(1);
    try (AutoCloseable subscription = runtime.onChange(changed::countDown)) {
      long before = System.nanoTime();
      String sandboxId = runtime.runPodSandbox(sandbox);
      String id =
          runtime.createContainer(
              sandboxId,
              RuntimeSpecs.container("main", 0, 64 << 20, "sh", "-c", "echo $GREETING; sleep 1000"),
              sandbox);
      runtime.startContainer(id);
      System.out.println("pod start ms: " + (System.nanoTime() - before) / 1_000_000);

      assertThat(runtime.podSandbox(sandboxId).orElseThrow().ips())
          .singleElement()
          .asString()
          .startsWith("10.233.7.");
      Container container = runtime.container(id).orElseThrow();
      assertThat(container.state()).isEqualTo(Container.State.RUNNING);
      assertThat(container.sandboxId()).isEqualTo(sandboxId);
      ExecResult result =
          runtime.execSync(id, List.of("sh", "-c", "id -u; exit 3"), Duration.ofSeconds(5));
      assertThat(result).isEqualTo(new ExecResult(3, "0\n", ""));
      Awaitility.await()
          .until(() -> Files.readString(Path.of(container.logPath())).endsWith("stdout F hello\n"));
      assertThat(changed.await(5, TimeUnit.SECONDS)).isTrue();
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(runtime.containerStats())
                  .anySatisfy(stats -> {
                    assertThat(stats.containerId()).isEqualTo(id);
                    assertThat(stats.memoryUsageBytes()).isPositive();
                  }));

      runtime.stopContainer(id, Duration.ofSeconds(1));
      assertThat(runtime.container(id).orElseThrow().state()).isEqualTo(Container.State.EXITED);
      remove(sandboxId, id);
      assertThat(runtime.container(id)).isEmpty();
      assertThat(runtime.podSandbox(sandboxId)).isEmpty();
      remove(sandboxId, id);
      runtime.stopContainer(id, Duration.ofSeconds(1));
    }
  }

  @Test
  void tellsHowContainersEnd() {
    PodSandboxSpec sandbox = RuntimeSpecs.sandbox("ends", home.resolve("logs"));
    String sandboxId = runtime.runPodSandbox(sandbox);
    String failing =
        runtime.createContainer(
            sandboxId, RuntimeSpecs.container("fails", 0, 0, "sh", "-c", "exit 7"), sandbox);
    String greedy =
        runtime.createContainer(
            sandboxId,
            RuntimeSpecs.container(
                "greedy", 0, 8 << 20, "sh", "-c", "x=abcdefgh; while true; do x=$x$x; done"),
            sandbox);
    runtime.startContainer(failing);
    runtime.startContainer(greedy);

    assertEnd(failing, 7, "Error");
    assertEnd(greedy, 137, "OOMKilled");
    String missing =
        runtime.createContainer(
            sandboxId, RuntimeSpecs.container("missing", 0, 0, "/no/such"), sandbox);
    assertThatExceptionOfType(ContainerRuntimeException.class)
        .isThrownBy(() -> runtime.startContainer(missing))
        .withMessageContaining("no such file or directory");
    assertThatExceptionOfType(ContainerRuntimeException.class)
        .isThrownBy(() ->
            runtime.createContainer(
                sandboxId, RuntimeSpecs.container("fails", 0, 0, "sh"), sandbox))
        .extracting(ContainerRuntimeException::reason)
        .isEqualTo(ContainerRuntimeException.Reason.ALREADY_EXISTS);
    remove(sandboxId, failing, greedy, missing);
  }

  private void assertEnd(String id, int exitCode, String reason) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          Container container = runtime.container(id).orElseThrow();
          assertThat(container.state()).isEqualTo(Container.State.EXITED);
          assertThat(container.exitCode()).isEqualTo(exitCode);
          assertThat(container.reason()).isEqualTo(reason);
        });
  }

  @Test
  void endsCommandsThatTakeTooLong() {
    PodSandboxSpec sandbox = RuntimeSpecs.sandbox("slow", home.resolve("logs"));
    String sandboxId = runtime.runPodSandbox(sandbox);
    String id =
        runtime.createContainer(
            sandboxId, RuntimeSpecs.container("main", 0, 0, "sleep", "1000"), sandbox);
    runtime.startContainer(id);

    assertThatExceptionOfType(ContainerRuntimeException.class)
        .isThrownBy(() -> runtime.execSync(id, List.of("sleep", "100"), Duration.ofSeconds(1)))
        .extracting(ContainerRuntimeException::reason)
        .isEqualTo(ContainerRuntimeException.Reason.TIMEOUT);
    remove(sandboxId, id);
  }

  @Test
  void podsOutliveTheDaemonAndAreAdopted() throws Exception {
    PodSandboxSpec sandbox = RuntimeSpecs.sandbox("lasting", home.resolve("logs"));
    String sandboxId = runtime.runPodSandbox(sandbox);
    String id =
        runtime.createContainer(
            sandboxId, RuntimeSpecs.container("main", 0, 0, "sleep", "1000"), sandbox);
    runtime.startContainer(id);

    assertThat(new PrivateContainerd(settings).start()).isEqualTo(running(true));
    new ContainerdProcess(settings).running().ifPresent(new ContainerdProcess(settings)::end);
    assertThat(runtime.notReadyReason())
        .hasValueSatisfying(reason -> assertThat(reason).isNotBlank());
    assertThat(new PrivateContainerd(settings).start()).isEqualTo(running(false));

    assertThat(runtime.notReadyReason()).isEmpty();
    assertThat(runtime.container(id).map(Container::state)).contains(Container.State.RUNNING);
    remove(sandboxId, id);
  }

  @Test
  void builtInImagesNeedNoRegistry() {
    String id = runtime.pullImage("binnacle/busybox", Optional.empty());
    runtime.removeImage("binnacle/busybox");
    Awaitility.await().until(() -> runtime.image("binnacle/busybox").isEmpty());

    assertThat(runtime.pullImage("docker.io/binnacle/busybox:latest", Optional.empty()))
        .isEqualTo(id);
    assertThat(runtime.image("binnacle/busybox")).isPresent();
  }

  @Test
  void podsLiveInTheirControlGroups() throws Exception {
    PodCgroups cgroups = ((PodCgroups.Access.Granted) containerd.cgroups()).cgroups();
    String parent =
        cgroups.create(QosClass.BURSTABLE, "grouped", new CgroupLimits(200, 50_000, 0, 64 << 20));
    PodSandboxSpec sandbox = RuntimeSpecs.sandbox("grouped", home.resolve("logs"), parent);
    String sandboxId = runtime.runPodSandbox(sandbox);
    String id =
        runtime.createContainer(
            sandboxId, RuntimeSpecs.container("main", 0, 0, "sleep", "1000"), sandbox);
    runtime.startContainer(id);

    assertThat(cgroups.usage(QosClass.BURSTABLE, "grouped").orElseThrow().memoryBytes())
        .isPositive();
    assertThat(cgroups.usage(QosClass.BURSTABLE, "grouped", id).orElseThrow().cpuNanoseconds())
        .isPositive();
    long process = cgroups.process(QosClass.BURSTABLE, "grouped").orElseThrow();
    assertThat(new NodeUsage(Path.of("/proc")).interfaces(process))
        .extracting(NodeUsage.Interface::name)
        .containsExactly("eth0");

    remove(sandboxId, id);
    Awaitility.await().until(() -> cgroups.remove(QosClass.BURSTABLE, "grouped"));
    assertThat(cgroups.pods()).doesNotContainKey("grouped");
  }

  @Test
  void longLogsAreRotated() throws Exception {
    PodSandboxSpec sandbox = RuntimeSpecs.sandbox("talkative", home.resolve("logs"));
    String sandboxId = runtime.runPodSandbox(sandbox);
    String id =
        runtime.createContainer(
            sandboxId,
            RuntimeSpecs.container(
                "main", 0, 0, "sh", "-c", "while true; do echo line; usleep 10000; done"),
            sandbox);
    runtime.startContainer(id);
    Path log = Path.of(runtime.container(id).orElseThrow().logPath());
    ContainerLogRotation rotation = new ContainerLogRotation(runtime, Clock.systemUTC(), 500, 2);

    Awaitility.await().until(() -> rotation.rotate(id, log));
    Awaitility.await().until(() -> rotation.rotate(id, log));
    Awaitility.await().until(() -> Files.size(log) > 0);
    assertThat(log.getParent().toFile().list()).hasSize(2);
    remove(sandboxId, id);
  }

  private void remove(String sandboxId, String... containerIds) {
    for (String id : containerIds) {
      runtime.stopContainer(id, Duration.ZERO);
      runtime.removeContainer(id);
    }
    runtime.stopPodSandbox(sandboxId);
    runtime.removePodSandbox(sandboxId);
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void timed(String what, Step step) {
    long before = System.nanoTime();
    try {
      step.run();
    } catch (Exception failed) {
      throw new AssertionError(what, failed);
    }
    System.out.println(what + " ms: " + (System.nanoTime() - before) / 1_000_000);
  }
}
