package io.binnacle.app.bootstrap;

import io.binnacle.configuration.ClusterFiles;
import io.binnacle.node.runtime.containerd.ContainerdSettings;
import io.binnacle.node.runtime.containerd.PrivateContainerd;
import io.binnacle.node.volume.LinuxMounts;
import io.binnacle.process.CommandException;
import io.binnacle.process.CommandRunner;
import io.binnacle.process.ProcessCommandRunner;
import io.binnacle.proxy.PodRoutes;
import io.binnacle.proxy.ServiceProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Takes a node down with its server gone: pods, their runtime, the volumes that are mounted for
 * them, and what the service proxy put into the kernel. Images, packages and data stay. To be run
 * as the user and in the network namespace that the server ran in; nothing to do is no failure.
 */
final class NodeDown {
  private static final Duration GRACE_PERIOD = Duration.ofSeconds(10);
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(20);

  private final ClusterFiles files;

  NodeDown(ClusterFiles files) {
    this.files = files;
  }

  /**
   * Volumes go after the containers that hold them.
   *
   * @throws IOException when something stays, with what and why
   */
  void run() throws IOException {
    ContainerdSettings containerd = ContainerdSettings.below(files.home());
    try {
      new PrivateContainerd(containerd).stop(GRACE_PERIOD);
    } finally {
      unmountVolumes();
      removeRoutesAndRules(containerd);
    }
  }

  private void unmountVolumes() throws IOException {
    LinuxMounts mounts = new LinuxMounts();
    for (Path mounted : mounts.below(files.node())) {
      mounts.unmount(mounted);
    }
  }

  private void removeRoutesAndRules(ContainerdSettings containerd) throws IOException {
    if (!Files.exists(files.networkPlan()) || !Files.isDirectory(containerd.directory())) {
      return;
    }
    NetworkPlan network = NetworkPlan.read(files.networkPlan());
    CommandRunner commands =
        new ProcessCommandRunner(
            List.of(containerd.packages().resolve("bin")), Map.of(), COMMAND_TIMEOUT);
    try {
      ServiceProxy.remove(containerd.id(), network.serviceCidr(), commands);
      PodRoutes.remove(network.podCidr(), commands);
    } catch (CommandException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
