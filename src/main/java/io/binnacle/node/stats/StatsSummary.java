package io.binnacle.node.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.FilesystemUsage;
import io.binnacle.node.runtime.cgroup.NodeUsage;
import io.binnacle.node.status.HostFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Resource use as the kubelet's {@code /stats/summary} shows it. Safe for any thread. */
public final class StatsSummary {
  private final String nodeName;
  private final UsageSampler sampler;
  private final ContainerRuntime runtime;
  private final HostFacts host;
  private final Instant startedAt;

  public StatsSummary(
      String nodeName,
      UsageSampler sampler,
      ContainerRuntime runtime,
      HostFacts host,
      Instant startedAt) {
    this.nodeName = nodeName;
    this.sampler = sampler;
    this.runtime = runtime;
    this.host = host;
    this.startedAt = startedAt;
  }

  /**
   * The summary.
   *
   * @param onlyCpuAndMemory leaves the rest out
   * @throws IOException where the host cannot be measured
   */
  public ObjectNode summary(boolean onlyCpuAndMemory) throws IOException {
    Snapshot snapshot = sampler.snapshot();
    ObjectNode summary = Json.object();
    ObjectNode node = summary.putObject("node");
    node.put("nodeName", nodeName);
    node.put("startTime", time(startedAt));
    addUsage(node, snapshot.node());
    if (!onlyCpuAndMemory) {
      node.set("network", network(snapshot.at(), snapshot.network()));
      node.set("fs", filesystem(snapshot.at(), host.diskBytes() - host.diskAvailableBytes()));
      addRuntime(node, snapshot.at());
      node.putObject("rlimit")
          .put("time", time(snapshot.at()))
          .put("maxpid", host.processLimit())
          .put("curproc", host.processCount());
    }
    ArrayNode pods = summary.putArray("pods");
    for (Snapshot.PodUse pod : snapshot.pods()) {
      pods.add(pod(pod, onlyCpuAndMemory));
    }
    return summary;
  }

  private ObjectNode pod(Snapshot.PodUse use, boolean onlyCpuAndMemory) throws IOException {
    ObjectNode pod = Json.object();
    pod.putObject("podRef")
        .put("name", use.pod().name())
        .put("namespace", use.pod().namespace())
        .put("uid", use.pod().uid());
    pod.put("startTime", time(use.startedAt()));
    ArrayNode containers = pod.putArray("containers");
    long storage = 0;
    for (Snapshot.ContainerUse of : use.containers()) {
      ObjectNode container = containers.addObject();
      container.put("name", of.name());
      container.put("startTime", time(of.startedAt()));
      addUsage(container, of.usage());
      if (!onlyCpuAndMemory) {
        ObjectNode rootfs = filesystem(of.usage().at(), of.stats().filesystemBytes());
        rootfs.put("inodesUsed", of.stats().filesystemInodes());
        container.set("rootfs", rootfs);
        container.set("logs", filesystem(of.usage().at(), of.logBytes()));
        storage += of.stats().filesystemBytes() + of.logBytes();
      }
    }
    addUsage(pod, use.usage());
    if (!onlyCpuAndMemory) {
      use.network()
          .ifPresent(interfaces -> pod.set("network", network(use.usage().at(), interfaces)));
      pod.set("ephemeral-storage", filesystem(use.usage().at(), storage));
    }
    return pod;
  }

  private static void addUsage(ObjectNode to, Usage usage) {
    to.putObject("cpu")
        .put("time", time(usage.at()))
        .put("usageNanoCores", usage.cpuNanoCores())
        .put("usageCoreNanoSeconds", usage.cpuNanoseconds());
    ObjectNode memory = to.putObject("memory").put("time", time(usage.at()));
    if (usage.availableBytes() >= 0) {
      memory.put("availableBytes", usage.availableBytes());
    }
    memory
        .put("usageBytes", usage.memoryBytes())
        .put("workingSetBytes", usage.workingSetBytes())
        .put("rssBytes", usage.rssBytes());
  }

  /** The first interface stands for the whole, as it does in Kubernetes. */
  private static ObjectNode network(Instant at, List<NodeUsage.Interface> interfaces) {
    ObjectNode network = Json.object().put("time", time(at));
    if (!interfaces.isEmpty()) {
      addInterface(network, interfaces.getFirst());
    }
    ArrayNode list = network.putArray("interfaces");
    interfaces.forEach(each -> addInterface(list.addObject(), each));
    return network;
  }

  private static void addInterface(ObjectNode to, NodeUsage.Interface each) {
    to.put("name", each.name())
        .put("rxBytes", each.receivedBytes())
        .put("rxErrors", each.receiveErrors())
        .put("txBytes", each.sentBytes())
        .put("txErrors", each.sendErrors());
  }

  private ObjectNode filesystem(Instant at, long usedBytes) throws IOException {
    return Json.object()
        .put("time", time(at))
        .put("availableBytes", host.diskAvailableBytes())
        .put("capacityBytes", host.diskBytes())
        .put("usedBytes", usedBytes);
  }

  private void addRuntime(ObjectNode node, Instant at) throws IOException {
    List<FilesystemUsage> filesystems;
    try {
      filesystems = runtime.imageFilesystems();
    } catch (ContainerRuntimeException e) {
      return;
    }
    for (FilesystemUsage filesystem : filesystems) {
      Path mountpoint = Path.of(filesystem.mountpoint());
      if (Files.exists(mountpoint)) {
        node.putObject("runtime")
            .putObject("imageFs")
            .put("time", time(at))
            .put("availableBytes", Files.getFileStore(mountpoint).getUsableSpace())
            .put("capacityBytes", Files.getFileStore(mountpoint).getTotalSpace())
            .put("usedBytes", filesystem.usedBytes())
            .put("inodesUsed", filesystem.usedInodes());
      }
    }
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
