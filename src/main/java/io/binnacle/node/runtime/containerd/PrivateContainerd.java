package io.binnacle.node.runtime.containerd;

import io.binnacle.node.files.FileTrees;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.PodSandbox;
import io.binnacle.node.runtime.cgroup.PodCgroups;
import io.binnacle.node.runtime.cri.BuiltInImages;
import io.binnacle.node.runtime.cri.CriContainerRuntime;
import io.binnacle.node.runtime.cri.CriTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A containerd of this home's own. It outlives the server: {@link #start()} adopts one that runs
 * already, with its pods, and only {@link #stop} ends it. Two homes on one machine have two, which
 * share nothing but the kernel.
 */
public final class PrivateContainerd {
  private static final System.Logger LOGGER = System.getLogger(PrivateContainerd.class.getName());
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(20);
  private static final Duration SETTLE = Duration.ofMillis(500);
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final CriTimeouts PROBE_TIMEOUTS =
      new CriTimeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  private final ContainerdSettings settings;
  private final RuntimeTools tools;
  private final Commands commands;
  private final ContainerdProcess process;
  private final ContainerdFiles files;
  private final NodeNetworking networking;

  public PrivateContainerd(ContainerdSettings settings) {
    this(settings, new ProcessCommands());
  }

  PrivateContainerd(ContainerdSettings settings, Commands commands) {
    this.settings = settings;
    this.commands = commands;
    this.tools =
        new RuntimeTools(
            settings.packages(), new AptPackages(commands, settings.packages().resolve("apt")));
    this.process = new ContainerdProcess(settings);
    this.files = new ContainerdFiles(settings);
    this.networking = new NodeNetworking(settings, tools, commands, Path.of("/proc/sys"));
  }

  /** The programs of the machine and of the unpacked packages, also for others than containerd. */
  public RuntimeTools tools() {
    return tools;
  }

  /**
   * Unpacks the packages that {@link #start()} would, for which it then need not wait. May run in
   * another process at the same time.
   *
   * @return why this machine cannot run containers; empty when it can
   */
  public Optional<String> fetch() {
    try {
      new MachineProbe(commands).requirePrivileges();
      tools.complete();
      return Optional.empty();
    } catch (UnavailableException missing) {
      return Optional.of(missing.reason());
    } catch (IOException failed) {
      return Optional.of("the packages cannot be unpacked: " + failed);
    }
  }

  /**
   * Makes sure that containerd runs and answers: unpacks packages (the first time, up to minutes),
   * starts it, or adopts it. The network of pods is separate: see {@link #configureNetwork}.
   */
  public ContainerdOutcome start() {
    try {
      MachineProbe machine = new MachineProbe(commands);
      machine.requirePrivileges();
      Files.createDirectories(settings.directory());
      tools.complete();
      networking
          .prepare()
          .forEach(problem -> LOGGER.log(System.Logger.Level.WARNING, "{0}", problem));
      return run(
          new ContainerdFiles.Machine(
              tools.require("runc"),
              tools
                  .cniDirectory()
                  .orElseThrow(() -> new UnavailableException("the CNI plug-ins are missing")),
              machine.snapshotter(settings.directory()),
              machine.restrictsOomScore()));
    } catch (UnavailableException missing) {
      return new ContainerdOutcome.Unavailable(missing.reason());
    } catch (IOException failed) {
      return new ContainerdOutcome.Unavailable("containerd cannot be set up: " + failed);
    }
  }

  private ContainerdOutcome run(ContainerdFiles.Machine machine)
      throws IOException, UnavailableException {
    boolean changed = files.writeConfiguration(machine);
    Optional<ProcessHandle> running = process.running();
    if (running.isPresent() && !changed) {
      awaitAnswer();
      return new ContainerdOutcome.Running(settings.socket(), true);
    }
    // A daemon with an old configuration is replaced; its pods stay and are taken over.
    running.ifPresent(process::end);
    process.start(tools.require("containerd"), tools.searchPath());
    awaitAnswer();
    return new ContainerdOutcome.Running(settings.socket(), running.isPresent());
  }

  private void awaitAnswer() throws IOException, UnavailableException {
    long deadline = System.nanoTime() + settings.startTimeout().toNanos();
    String last = "no answer";
    try (CriContainerRuntime runtime = probe()) {
      while (System.nanoTime() < deadline) {
        try {
          runtime.version();
          return;
        } catch (ContainerRuntimeException notYet) {
          last = notYet.getMessage();
        }
        if (Files.exists(settings.pidFile())
            && Files.size(settings.pidFile()) > 0
            && process.running().isEmpty()) {
          throw new UnavailableException("containerd ended: " + process.lastLogLines());
        }
        LockSupport.parkNanos(PROBE_INTERVAL.toNanos());
      }
    }
    throw new UnavailableException("containerd does not answer: " + last);
  }

  private CriContainerRuntime probe() {
    return CriContainerRuntime.connect(settings.socket(), PROBE_TIMEOUTS, BuiltInImages.NONE);
  }

  /** Whether the daemon of this home runs, whoever started it. */
  boolean isRunning() throws IOException {
    return process.running().isPresent();
  }

  /**
   * Gives pods their network. Until the first call the runtime reports that its network is not
   * ready. May be called again with the same or another range; a running containerd follows.
   *
   * @throws IOException if the configuration cannot be written
   */
  public void configureNetwork(PodNetwork network) throws IOException {
    try {
      networking.masquerade(network);
    } catch (UnavailableException refused) {
      // Pods still reach each other and the node, which is more than no network.
      LOGGER.log(
          System.Logger.Level.WARNING, "Pods do not reach the outside: {0}", refused.reason());
    }
    files.writeNetwork(network);
  }

  /** Brings images into this containerd. */
  public ImageImport images() {
    return new ImageImport(settings, tools, commands);
  }

  /**
   * Ends everything: pods (with a grace period), containerd, shims, mounts, bridge and rules.
   * Images and packages stay for the next start. Works whether or not this object started it, and
   * when containerd itself is dead already.
   */
  public void stop(Duration gracePeriod) throws IOException {
    if (!Files.isDirectory(settings.directory())) {
      return;
    }
    Optional<ProcessHandle> daemon = process.running();
    if (daemon.isPresent()) {
      stopPods(gracePeriod);
      process.end(daemon.get());
    }
    Leftovers leftovers = new Leftovers(settings, commands);
    leftovers.endDaemons(process::end);
    leftovers.endShims();
    removeCgroups();
    List<String> mounted = leftovers.unmount();
    if (!mounted.isEmpty()) {
      LOGGER.log(System.Logger.Level.WARNING, "Still mounted: {0}", mounted);
      return;
    }
    leftovers.forgetNetworks();
    networking.remove();
    FileTrees.delete(settings.state());
    Files.deleteIfExists(settings.pidFile());
    Files.deleteIfExists(settings.socket());
    Files.deleteIfExists(Path.of(settings.socket() + ".ttrpc"));
    if (!settings.socketDirectory().equals(settings.directory())) {
      Files.deleteIfExists(settings.socketDirectory());
    }
  }

  /** The control groups of this home's pods, or why there are none. */
  public PodCgroups.Access cgroups() {
    return PodCgroups.open(CGROUPS, settings.cgroup());
  }

  private void removeCgroups() throws IOException {
    if (cgroups() instanceof PodCgroups.Access.Granted granted && !granted.cgroups().removeAll()) {
      // What was killed takes a moment to go.
      LockSupport.parkNanos(SETTLE.toNanos());
      if (!granted.cgroups().removeAll()) {
        LOGGER.log(System.Logger.Level.WARNING, "The control group {0} stays", settings.cgroup());
      }
    }
  }

  private void stopPods(Duration gracePeriod) {
    try (CriContainerRuntime runtime = probe();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      runtime
          .listContainers()
          .forEach(container ->
              executor.submit(() -> runtime.stopContainer(container.id(), gracePeriod)));
      executor.shutdown();
      executor.awaitTermination(gracePeriod.toMillis() + 10_000, TimeUnit.MILLISECONDS);
      removeSandboxes(runtime);
    } catch (ContainerRuntimeException unreachable) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "Pods are killed, since containerd does not stop them: {0}",
          unreachable.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeSandboxes(CriContainerRuntime runtime) {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (PodSandbox sandbox : runtime.listPodSandboxes()) {
        executor.execute(() -> {
          try {
            runtime.stopPodSandbox(sandbox.id());
            runtime.removePodSandbox(sandbox.id());
          } catch (ContainerRuntimeException failed) {
            LOGGER.log(
                System.Logger.Level.WARNING,
                "The sandbox of {0}/{1} is killed: {2}",
                sandbox.namespace(),
                sandbox.name(),
                failed.getMessage());
          }
        });
      }
    }
  }
}
