package io.binnacle.node.runtime.cri;

import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerStats;
import io.binnacle.node.runtime.FilesystemUsage;
import io.binnacle.node.runtime.Image;
import io.binnacle.node.runtime.PodSandbox;
import io.binnacle.node.runtime.cri.proto.ContainerState;
import io.binnacle.node.runtime.cri.proto.ContainerStatus;
import io.binnacle.node.runtime.cri.proto.PodIP;
import io.binnacle.node.runtime.cri.proto.PodSandboxMetadata;
import io.binnacle.node.runtime.cri.proto.PodSandboxNetworkStatus;
import io.binnacle.node.runtime.cri.proto.PodSandboxState;
import io.binnacle.node.runtime.cri.proto.PodSandboxStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Messages of the CRI as the port's values. */
final class CriAnswers {
  private static final long NANOS = 1_000_000_000L;

  private CriAnswers() {}

  static PodSandbox sandbox(io.binnacle.node.runtime.cri.proto.PodSandbox item) {
    PodSandboxMetadata metadata = item.getMetadata();
    return new PodSandbox(
        item.getId(),
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        metadata.getAttempt(),
        item.getState() == PodSandboxState.SANDBOX_READY,
        instant(item.getCreatedAt()),
        List.of(),
        item.getLabelsMap(),
        item.getAnnotationsMap());
  }

  static PodSandbox sandbox(PodSandboxStatus status) {
    PodSandboxMetadata metadata = status.getMetadata();
    return new PodSandbox(
        status.getId(),
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        metadata.getAttempt(),
        status.getState() == PodSandboxState.SANDBOX_READY,
        instant(status.getCreatedAt()),
        addresses(status.getNetwork()),
        status.getLabelsMap(),
        status.getAnnotationsMap());
  }

  private static List<String> addresses(PodSandboxNetworkStatus network) {
    List<String> addresses = new ArrayList<>();
    if (!network.getIp().isEmpty()) {
      addresses.add(network.getIp());
    }
    network.getAdditionalIpsList().stream().map(PodIP::getIp).forEach(addresses::add);
    return List.copyOf(addresses);
  }

  static Container container(io.binnacle.node.runtime.cri.proto.Container item) {
    return new Container(
        item.getId(),
        item.getPodSandboxId(),
        item.getMetadata().getName(),
        item.getMetadata().getAttempt(),
        state(item.getState()),
        item.getImage().getImage(),
        item.getImageRef(),
        time(item.getCreatedAt()),
        Optional.empty(),
        Optional.empty(),
        0,
        "",
        "",
        "",
        item.getLabelsMap(),
        item.getAnnotationsMap());
  }

  /** A status does not name its sandbox, so that the caller gives it. */
  static Container container(ContainerStatus status, String sandboxId) {
    return new Container(
        status.getId(),
        sandboxId,
        status.getMetadata().getName(),
        status.getMetadata().getAttempt(),
        state(status.getState()),
        status.getImage().getImage(),
        status.getImageRef(),
        time(status.getCreatedAt()),
        time(status.getStartedAt()),
        time(status.getFinishedAt()),
        status.getExitCode(),
        status.getReason(),
        status.getMessage(),
        status.getLogPath(),
        status.getLabelsMap(),
        status.getAnnotationsMap());
  }

  private static Container.State state(ContainerState state) {
    return switch (state) {
      case CONTAINER_CREATED -> Container.State.CREATED;
      case CONTAINER_RUNNING -> Container.State.RUNNING;
      case CONTAINER_EXITED -> Container.State.EXITED;
      case CONTAINER_UNKNOWN, UNRECOGNIZED -> Container.State.UNKNOWN;
    };
  }

  static Image image(io.binnacle.node.runtime.cri.proto.Image image) {
    return new Image(
        image.getId(),
        List.copyOf(image.getRepoTagsList()),
        List.copyOf(image.getRepoDigestsList()),
        image.getSize(),
        image.hasUid() ? OptionalLong.of(image.getUid().getValue()) : OptionalLong.empty(),
        image.getUsername());
  }

  static ContainerStats stats(io.binnacle.node.runtime.cri.proto.ContainerStats stats) {
    return new ContainerStats(
        stats.getAttributes().getId(),
        instant(Math.max(stats.getCpu().getTimestamp(), stats.getMemory().getTimestamp())),
        stats.getCpu().getUsageCoreNanoSeconds().getValue(),
        stats.getMemory().getWorkingSetBytes().getValue(),
        stats.getMemory().getUsageBytes().getValue(),
        stats.getMemory().getRssBytes().getValue(),
        stats.getWritableLayer().getUsedBytes().getValue(),
        stats.getWritableLayer().getInodesUsed().getValue());
  }

  static FilesystemUsage filesystem(io.binnacle.node.runtime.cri.proto.FilesystemUsage usage) {
    return new FilesystemUsage(
        usage.getFsId().getMountpoint(),
        usage.getUsedBytes().getValue(),
        usage.getInodesUsed().getValue());
  }

  private static Optional<Instant> time(long nanos) {
    return nanos == 0 ? Optional.empty() : Optional.of(instant(nanos));
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }
}
