package io.binnacle.app;

import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.UnavailableContainerRuntime;
import io.binnacle.node.runtime.cgroup.PodCgroups;
import io.binnacle.node.runtime.containerd.ContainerdOutcome;
import io.binnacle.node.runtime.containerd.ContainerdSettings;
import io.binnacle.node.runtime.containerd.ContainerdWatch;
import io.binnacle.node.runtime.containerd.PodNetwork;
import io.binnacle.node.runtime.containerd.PrivateContainerd;
import io.binnacle.node.runtime.cri.BuiltInImages;
import io.binnacle.node.runtime.cri.CriContainerRuntime;
import io.binnacle.node.runtime.cri.CriTimeouts;
import io.binnacle.node.runtime.image.OfflineImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The container runtime of this node: the one that the configuration names, otherwise a private
 * containerd, otherwise none, with the reason.
 *
 * @param containerd the private one, null with another
 */
record NodeRuntime(
    ContainerRuntime runtime,
    Optional<PodCgroups> cgroups,
    @Nullable PrivateContainerd containerd) {
  private static final Duration WATCH_PERIOD = Duration.ofSeconds(5);

  /**
   * Starts or adopts the runtime. Blocks, at the first start for as long as the packages take to
   * come.
   */
  static NodeRuntime open(NodeConfiguration configuration, Path home) {
    if (configuration.containerRuntimeEndpoint().isPresent()) {
      String endpoint = configuration.containerRuntimeEndpoint().get();
      Path socket = Path.of(endpoint.replaceFirst("^unix://", ""));
      return new NodeRuntime(
          CriContainerRuntime.connect(socket, CriTimeouts.DEFAULT, BuiltInImages.NONE),
          Optional.empty(),
          null);
    }
    PrivateContainerd containerd = new PrivateContainerd(ContainerdSettings.below(home));
    return switch (containerd.start()) {
      case ContainerdOutcome.Unavailable(String reason) ->
          new NodeRuntime(new UnavailableContainerRuntime(reason), Optional.empty(), null);
      case ContainerdOutcome.Running(Path socket, boolean adopted) -> connect(containerd, socket);
    };
  }

  private static NodeRuntime connect(PrivateContainerd containerd, Path socket) {
    OfflineImages images = new OfflineImages(containerd.tools(), containerd.images());
    CriContainerRuntime runtime = CriContainerRuntime.connect(socket, CriTimeouts.DEFAULT, images);
    images.provide(runtime);
    Optional<PodCgroups> cgroups =
        switch (containerd.cgroups()) {
          case PodCgroups.Access.Granted(PodCgroups granted) -> Optional.of(granted);
          case PodCgroups.Access.Denied(String reason) -> Optional.empty();
        };
    return new NodeRuntime(runtime, cgroups, containerd);
  }

  /** Whether a private containerd can be started now, or runs. Blocks as {@link #open} does. */
  static boolean isToBeHad(Path home) {
    return new PrivateContainerd(ContainerdSettings.below(home)).start()
        instanceof ContainerdOutcome.Running;
  }

  /** Whether this machine could not run containers; later it may. */
  boolean isUnavailable() {
    return runtime instanceof UnavailableContainerRuntime;
  }

  /** Has the private containerd started again whenever it ends; empty with another runtime. */
  Optional<ContainerdWatch> watch() {
    return containerd == null
        ? Optional.empty()
        : Optional.of(ContainerdWatch.begin(containerd, WATCH_PERIOD));
  }

  /** Gives the private containerd its pods' network; another runtime has its own. */
  void configureNetwork(String podCidr, String clusterCidr) throws IOException {
    if (containerd != null) {
      containerd.configureNetwork(new PodNetwork(podCidr, clusterCidr, 0));
    }
  }

  /** Where tools of the runtime's packages are, besides those on the machine's path. */
  List<Path> toolDirectories(Path home) {
    return containerd == null
        ? List.of()
        : List.of(ContainerdSettings.below(home).packages().resolve("bin"));
  }
}
