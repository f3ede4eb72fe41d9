package io.binnacle.node.stats;

import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.container.RuntimePods;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.QualityOfService;
import io.binnacle.node.pod.KernelControlGroups;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerStats;
import io.binnacle.node.runtime.cgroup.CgroupUsage;
import io.binnacle.node.runtime.cgroup.NodeUsage;
import io.binnacle.node.runtime.cgroup.PodCgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Samples resource use, from time to time by itself, so that there always are two samples to make a
 * rate of, and when somebody asks and the last sample is old. Safe for any thread.
 */
public final class UsageSampler implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(UsageSampler.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final Supplier<List<NodePod>> pods;
  private final RuntimePods runtimePods;
  private final ContainerRuntime runtime;
  private final Optional<PodCgroups> cgroups;
  private final NodeUsage nodeUsage;
  private final Clock clock;
  private final CpuRate rates = new CpuRate();
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore stopped = new Semaphore(0);
  private @Nullable Snapshot newest;

  /**
   * @param pods those that the agent has in hand
   * @param cgroups where pods have control groups of their own
   */
  public UsageSampler(
      Supplier<List<NodePod>> pods,
      RuntimePods runtimePods,
      ContainerRuntime runtime,
      Optional<PodCgroups> cgroups,
      NodeUsage nodeUsage,
      Clock clock) {
    this.pods = pods;
    this.runtimePods = runtimePods;
    this.runtime = runtime;
    this.cgroups = cgroups;
    this.nodeUsage = nodeUsage;
    this.clock = clock;
  }

  public void start() {
    Thread.ofVirtual().name("usage-sampler").start(this::run);
  }

  @Override
  public void close() {
    stopped.release();
  }

  private void run() {
    try {
      do {
        try {
          snapshot();
        } catch (IOException | ContainerRuntimeException e) {
          LOG.log(System.Logger.Level.DEBUG, "no sample of resource use", e);
        }
      } while (!stopped.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A sample that is not old. */
  Snapshot snapshot() throws IOException {
    lock.lock();
    try {
      Instant now = clock.instant();
      Snapshot known = newest;
      if (known != null && now.isBefore(known.at().plus(FRESH))) {
        return known;
      }
      Snapshot fresh = sample(now);
      newest = fresh;
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  private Snapshot sample(Instant now) throws IOException {
    CgroupUsage node = nodeUsage.read();
    Usage nodeUse =
        usage("node", now, node, Math.max(0, nodeUsage.memoryCapacity() - node.workingSetBytes()));
    Map<String, ContainerStats> stats = new HashMap<>();
    for (ContainerStats of : runtime.containerStats()) {
      stats.put(of.containerId(), of);
    }
    Map<String, RuntimePod> known = runtimePods.all();
    List<Snapshot.PodUse> uses = new ArrayList<>();
    Set<String> ids = new HashSet<>(Set.of("node"));
    for (NodePod pod : pods.get()) {
      RuntimePod runtimePod = known.get(pod.uid());
      if (runtimePod != null && runtimePod.hasReadySandbox()) {
        ids.add(pod.uid());
        runtimePod.alive().forEach(container -> ids.add(container.id()));
        uses.add(pod(pod, runtimePod, stats, now));
      }
    }
    rates.retain(ids);
    return new Snapshot(now, nodeUse, nodeUsage.interfaces(), uses);
  }

  private Usage usage(String id, Instant at, CgroupUsage of, long availableBytes) {
    return new Usage(
        at,
        rates.add(id, at, of.cpuNanoseconds()),
        of.cpuNanoseconds(),
        of.memoryBytes(),
        of.workingSetBytes(),
        of.rssBytes(),
        availableBytes);
  }

  private Snapshot.PodUse pod(
      NodePod pod, RuntimePod runtimePod, Map<String, ContainerStats> stats, Instant now) {
    List<Snapshot.ContainerUse> containers = new ArrayList<>();
    for (Container container : runtimePod.alive()) {
      ContainerStats of = stats.get(container.id());
      if (of != null) {
        containers.add(container(pod, container, of));
      }
    }
    Usage sum =
        containers.stream().map(Snapshot.ContainerUse::usage).reduce(Usage.none(now), Usage::plus);
    Usage usage =
        cgroups
            .flatMap(groups -> groups.usage(KernelControlGroups.qosClass(pod), pod.uid()))
            .map(of -> usage(pod.uid(), now, of, -1))
            .orElse(sum);
    Instant started = runtimePod.sandbox().map(sandbox -> sandbox.createdAt()).orElse(now);
    return new Snapshot.PodUse(pod, started, usage, containers, network(pod));
  }

  private Snapshot.ContainerUse container(NodePod pod, Container container, ContainerStats stats) {
    long limit =
        pod.container(container.name())
            .map(spec -> QualityOfService.limit(spec, "memory").value())
            .orElse(0L);
    Usage usage =
        new Usage(
            stats.at(),
            rates.add(container.id(), stats.at(), stats.cpuNanoseconds()),
            stats.cpuNanoseconds(),
            stats.memoryUsageBytes(),
            stats.memoryWorkingSetBytes(),
            stats.memoryRssBytes(),
            limit == 0 ? -1 : Math.max(0, limit - stats.memoryWorkingSetBytes()));
    return new Snapshot.ContainerUse(
        container.name(),
        container.startedAt().orElse(stats.at()),
        usage,
        stats,
        size(container.logPath()));
  }

  private static long size(String path) {
    try {
      return path.isEmpty() ? 0 : Files.size(Path.of(path));
    } catch (IOException e) {
      // The container has logged nothing yet, or its log is gone.
      return 0;
    }
  }

  private Optional<List<NodeUsage.Interface>> network(NodePod pod) {
    if (pod.usesHostNetwork() || cgroups.isEmpty()) {
      return Optional.empty();
    }
    try {
      OptionalLong process = cgroups.get().process(KernelControlGroups.qosClass(pod), pod.uid());
      return process.isEmpty()
          ? Optional.empty()
          : Optional.of(nodeUsage.interfaces(process.getAsLong()));
    } catch (IOException e) {
      // The pod is coming or going.
      return Optional.empty();
    }
  }
}
