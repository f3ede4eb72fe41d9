package io.binnacle.node.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** A runtime in memory. Containers run until they are stopped, or the test makes them exit. */
public final class FakeContainerRuntime implements ContainerRuntime {
  private final Clock clock;
  private final Map<String, PodSandbox> sandboxes = new LinkedHashMap<>();
  private final Map<String, Container> containers = new LinkedHashMap<>();
  private final Map<String, ContainerSpec> specs = new LinkedHashMap<>();
  private final Map<String, Image> images = new LinkedHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private BiFunction<String, List<String>, ExecResult> exec =
      (container, command) -> new ExecResult(0, "", "");
  private Optional<String> notReady = Optional.empty();
  private Optional<String> pullFailure = Optional.empty();
  private Runnable onReadiness = () -> {};
  private Optional<String> crashing = Optional.empty();
  private int sequence;

  public FakeContainerRuntime(Clock clock) {
    this.clock = clock;
  }

  // What tests say and ask

  public synchronized void givenImage(String reference) {
    images.put(
        reference,
        new Image(
            "sha256:" + reference, List.of(reference), List.of(), 1000, OptionalLong.empty(), ""));
  }

  /** A container of the image, of no pod; gives its id. */
  public synchronized String givenContainer(String image) {
    String id = "container-" + ++sequence;
    containers.put(
        id,
        new Container(
            id,
            "",
            "given",
            0,
            Container.State.RUNNING,
            image,
            "sha256:" + image,
            Optional.of(clock.instant()),
            Optional.of(clock.instant()),
            Optional.empty(),
            0,
            "",
            "",
            "",
            Map.of(),
            Map.of()));
    return id;
  }

  public synchronized void notReady(String reason) {
    notReady = Optional.of(reason);
  }

  public synchronized void ready() {
    notReady = Optional.empty();
  }

  /** Is run before the runtime says whether it is ready. */
  public synchronized void onReadiness(Runnable action) {
    onReadiness = action;
  }

  public synchronized void failPulls(String message) {
    pullFailure = Optional.of(message);
  }

  public synchronized void onExec(BiFunction<String, List<String>, ExecResult> answer) {
    exec = answer;
  }

  /** Ends the running container of the name. */
  public void exit(String containerName, int code) {
    synchronized (this) {
      Container running =
          containers.values().stream()
              .filter(c -> c.name().equals(containerName))
              .filter(c -> c.state() == Container.State.RUNNING)
              .findFirst()
              .orElseThrow();
      end(running, code);
    }
    listeners.forEach(Runnable::run);
  }

  /** From now on the container of the name fails as soon as it has started. */
  public synchronized void crashOnStart(String containerName) {
    crashing = Optional.of(containerName);
  }

  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  public synchronized ContainerSpec spec(String containerId) {
    return specs.get(containerId);
  }

  public synchronized Optional<ContainerSpec> newestSpec(String containerName) {
    return specs.values().stream()
        .filter(spec -> spec.name().equals(containerName))
        .reduce((first, second) -> second);
  }

  public synchronized List<String> runningNames() {
    return containers.values().stream()
        .filter(c -> c.state() == Container.State.RUNNING)
        .map(Container::name)
        .toList();
  }

  // The port

  @Override
  public String version() {
    return "fake://1.0";
  }

  @Override
  public Optional<String> notReadyReason() {
    Runnable first;
    synchronized (this) {
      first = onReadiness;
    }
    first.run();
    synchronized (this) {
      return notReady;
    }
  }

  @Override
  public String runPodSandbox(PodSandboxSpec spec) {
    String id;
    synchronized (this) {
      id = "sandbox-" + ++sequence;
      calls.add("runPodSandbox " + spec.name());
      sandboxes.put(
          id,
          new PodSandbox(
              id,
              spec.namespace(),
              spec.name(),
              spec.uid(),
              spec.attempt(),
              true,
              clock.instant(),
              spec.hostNetwork() ? List.of() : List.of("10.0.0." + sequence),
              spec.labels(),
              spec.annotations()));
    }
    listeners.forEach(Runnable::run);
    return id;
  }

  @Override
  public void stopPodSandbox(String sandboxId) {
    synchronized (this) {
      calls.add("stopPodSandbox");
      PodSandbox s = sandboxes.get(sandboxId);
      if (s == null || !s.ready()) {
        return;
      }
      containers.values().stream()
          .filter(c -> c.sandboxId().equals(sandboxId))
          .filter(c -> c.state() == Container.State.RUNNING)
          .toList()
          .forEach(c -> end(c, 137));
      sandboxes.put(
          sandboxId,
          new PodSandbox(
              s.id(),
              s.namespace(),
              s.name(),
              s.uid(),
              s.attempt(),
              false,
              s.createdAt(),
              List.of(),
              s.labels(),
              s.annotations()));
    }
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized void removePodSandbox(String sandboxId) {
    sandboxes.remove(sandboxId);
    containers.values().removeIf(container -> container.sandboxId().equals(sandboxId));
  }

  @Override
  public synchronized List<PodSandbox> listPodSandboxes() {
    return List.copyOf(sandboxes.values());
  }

  @Override
  public synchronized Optional<PodSandbox> podSandbox(String sandboxId) {
    return Optional.ofNullable(sandboxes.get(sandboxId));
  }

  @Override
  public synchronized String createContainer(
      String sandboxId, ContainerSpec spec, PodSandboxSpec sandbox) {
    if (!sandboxes.containsKey(sandboxId)) {
      throw new ContainerRuntimeException(
          ContainerRuntimeException.Reason.NOT_FOUND, "no sandbox " + sandboxId);
    }
    String id = "container-" + ++sequence;
    calls.add("createContainer " + spec.name() + " " + spec.attempt());
    specs.put(id, spec);
    containers.put(
        id,
        new Container(
            id,
            sandboxId,
            spec.name(),
            spec.attempt(),
            Container.State.CREATED,
            spec.image(),
            spec.image(),
            Optional.of(clock.instant()),
            Optional.empty(),
            Optional.empty(),
            0,
            "",
            "",
            sandbox.logDirectory().resolve(spec.logPath()).toString(),
            spec.labels(),
            spec.annotations()));
    return id;
  }

  @Override
  public void startContainer(String containerId) {
    synchronized (this) {
      Container c = containers.get(containerId);
      calls.add("startContainer " + c.name());
      put(c, Container.State.RUNNING, Optional.of(clock.instant()), Optional.empty(), 0, "");
      if (crashing.filter(c.name()::equals).isPresent()) {
        end(containers.get(containerId), 1);
      }
    }
    listeners.forEach(Runnable::run);
  }

  @Override
  public void stopContainer(String containerId, Duration gracePeriod) {
    synchronized (this) {
      Container c = containers.get(containerId);
      if (c == null || c.state() != Container.State.RUNNING) {
        return;
      }
      calls.add("stopContainer " + c.name() + " " + gracePeriod.toSeconds());
      end(c, 143);
    }
    listeners.forEach(Runnable::run);
  }

  private void end(Container c, int code) {
    put(
        c,
        Container.State.EXITED,
        c.startedAt(),
        Optional.of(clock.instant()),
        code,
        code == 0 ? "Completed" : "Error");
  }

  private void put(
      Container c,
      Container.State state,
      Optional<java.time.Instant> started,
      Optional<java.time.Instant> finished,
      int code,
      String reason) {
    containers.put(
        c.id(),
        new Container(
            c.id(),
            c.sandboxId(),
            c.name(),
            c.attempt(),
            state,
            c.image(),
            c.imageId(),
            c.createdAt(),
            started,
            finished,
            code,
            reason,
            "",
            c.logPath(),
            c.labels(),
            c.annotations()));
  }

  @Override
  public synchronized void removeContainer(String containerId) {
    containers.remove(containerId);
  }

  @Override
  public synchronized List<Container> listContainers() {
    return List.copyOf(containers.values());
  }

  @Override
  public synchronized Optional<Container> container(String containerId) {
    return Optional.ofNullable(containers.get(containerId));
  }

  @Override
  public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
    BiFunction<String, List<String>, ExecResult> answer;
    synchronized (this) {
      answer = exec;
    }
    return answer.apply(containerId, command);
  }

  @Override
  public synchronized Optional<Image> image(String reference) {
    return Optional.ofNullable(images.get(reference));
  }

  @Override
  public synchronized List<Image> listImages() {
    return List.copyOf(images.values());
  }

  @Override
  public synchronized String pullImage(
      String reference, Optional<RegistryCredentials> credentials) {
    calls.add("pullImage " + reference + credentials.map(c -> " as " + c.user()).orElse(""));
    if (pullFailure.isPresent()) {
      throw new ContainerRuntimeException(
          ContainerRuntimeException.Reason.OTHER, pullFailure.get());
    }
    givenImage(reference);
    return "sha256:" + reference;
  }

  @Override
  public synchronized void removeImage(String reference) {
    images.values().removeIf(image -> image.id().equals(reference));
    images.remove(reference);
  }

  @Override
  public synchronized List<ContainerStats> containerStats() {
    return containers.values().stream()
        .filter(c -> c.state() == Container.State.RUNNING)
        .map(c ->
            new ContainerStats(c.id(), clock.instant(), 5_000_000_000L, 4096, 8192, 2048, 10, 2))
        .toList();
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    listeners.clear();
  }
}
