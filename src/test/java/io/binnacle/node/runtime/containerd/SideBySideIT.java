package io.binnacle.node.runtime.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.node.files.FileTrees;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.PodSandboxSpec;
import io.binnacle.node.runtime.cri.CriContainerRuntime;
import io.binnacle.node.runtime.cri.CriTimeouts;
import io.binnacle.node.runtime.image.OfflineImages;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two homes on one machine: needs root and the distribution's packages. */
class SideBySideIT {
  private final List<Home> homes = new ArrayList<>();

  /** A home with one running pod. */
  private static final class Home {
    final Path directory;
    final ContainerdSettings settings;
    final PrivateContainerd containerd;
    final CriContainerRuntime runtime;
    final String sandboxId;
    final String containerId;

    Home(Path parent, String podCidr) throws Exception {
      directory = Files.createTempDirectory(parent, "binnacle");
      settings =
          new ContainerdSettings(
              directory.resolve("containerd"),
              Path.of("target/test-packages"),
              OfflineImages.PAUSE,
              Duration.ofSeconds(60));
      containerd = new PrivateContainerd(settings);
      assertThat(containerd.start())
          .isEqualTo(new ContainerdOutcome.Running(settings.socket(), false));
      containerd.configureNetwork(new PodNetwork(podCidr, "10.234.0.0/16", 0));
      OfflineImages images = new OfflineImages(containerd.tools(), containerd.images());
      runtime = CriContainerRuntime.connect(settings.socket(), CriTimeouts.DEFAULT, images);
      images.provide(runtime);
      Awaitility.await().until(() -> runtime.notReadyReason().isEmpty());
      PodSandboxSpec sandbox = RuntimeSpecs.sandbox("same", directory.resolve("logs"));
      sandboxId = runtime.runPodSandbox(sandbox);
      containerId =
          runtime.createContainer(
              sandboxId, RuntimeSpecs.container("main", 0, 0, "sleep", "1000"), sandbox);
      runtime.startContainer(containerId);
    }

    String address() {
      return runtime.podSandbox(sandboxId).orElseThrow().ips().getFirst();
    }

    void remove() throws Exception {
      runtime.close();
      containerd.stop(Duration.ZERO);
      assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
          .doesNotContain(directory.toString());
      assertThat(NetworkInterface.getByName(settings.bridge())).isNull();
      FileTrees.delete(directory);
    }
  }

  @AfterEach
  void remove() throws Exception {
    for (Home home : homes) {
      home.remove();
    }
  }

  @Test
  void homesShareNothing() throws Exception {
    Path deep = Files.createTempDirectory("binnacle-" + "deep".repeat(25));
    Home one = new Home(Path.of("/tmp"), "10.234.1.0/24");
    homes.add(one);
    Home two = new Home(deep, "10.234.2.0/24");
    homes.add(two);

    assertThat(one.address()).startsWith("10.234.1.");
    assertThat(two.address()).startsWith("10.234.2.");
    assertThat(one.runtime.listContainers())
        .extracting(Container::id)
        .containsExactly(one.containerId);
    assertThat(
            one.runtime.execSync(
                one.containerId,
                List.of("ping", "-c", "1", "-W", "5", two.address()),
                Duration.ofSeconds(10)))
        .matches(result -> result.exitCode() == 0, "reaches the other home's pod");

    homes.remove(two);
    two.remove();
    Files.delete(deep);

    assertThat(one.runtime.container(one.containerId).map(Container::state))
        .contains(Container.State.RUNNING);
  }

  @Test
  void podsOfADeadDaemonAreTakenDown() throws Exception {
    Home home = new Home(Path.of("/tmp"), "10.234.3.0/24");
    homes.add(home);
    ProcessHandle daemon = new ContainerdProcess(home.settings).running().orElseThrow();
    long children = shimsOf(home);
    assertThat(children).isPositive();
    daemon.destroyForcibly();
    Awaitility.await().until(() -> !daemon.isAlive());

    home.containerd.stop(Duration.ZERO);

    assertThat(shimsOf(home)).isZero();
  }

  private static long shimsOf(Home home) {
    return ProcessHandle.allProcesses()
        .filter(process ->
            process.info().commandLine().orElse("").contains("-address " + home.settings.socket()))
        .count();
  }
}
