package io.binnacle.node.runtime.cri;

import com.google.protobuf.ByteString;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.ContainerStats;
import io.binnacle.node.runtime.ExecResult;
import io.binnacle.node.runtime.FilesystemUsage;
import io.binnacle.node.runtime.Image;
import io.binnacle.node.runtime.PodSandbox;
import io.binnacle.node.runtime.PodSandboxSpec;
import io.binnacle.node.runtime.RegistryCredentials;
import io.binnacle.node.runtime.cri.proto.ContainerFilter;
import io.binnacle.node.runtime.cri.proto.ContainerStatusRequest;
import io.binnacle.node.runtime.cri.proto.CreateContainerRequest;
import io.binnacle.node.runtime.cri.proto.ExecSyncRequest;
import io.binnacle.node.runtime.cri.proto.ExecSyncResponse;
import io.binnacle.node.runtime.cri.proto.ListContainerStatsRequest;
import io.binnacle.node.runtime.cri.proto.ListContainersRequest;
import io.binnacle.node.runtime.cri.proto.ListPodSandboxRequest;
import io.binnacle.node.runtime.cri.proto.PodSandboxStatusRequest;
import io.binnacle.node.runtime.cri.proto.RemoveContainerRequest;
import io.binnacle.node.runtime.cri.proto.RemovePodSandboxRequest;
import io.binnacle.node.runtime.cri.proto.ReopenContainerLogRequest;
import io.binnacle.node.runtime.cri.proto.RunPodSandboxRequest;
import io.binnacle.node.runtime.cri.proto.RuntimeCondition;
import io.binnacle.node.runtime.cri.proto.RuntimeServiceGrpc;
import io.binnacle.node.runtime.cri.proto.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.binnacle.node.runtime.cri.proto.StartContainerRequest;
import io.binnacle.node.runtime.cri.proto.StatusRequest;
import io.binnacle.node.runtime.cri.proto.StopContainerRequest;
import io.binnacle.node.runtime.cri.proto.StopPodSandboxRequest;
import io.binnacle.node.runtime.cri.proto.VersionRequest;
import io.binnacle.node.runtime.cri.proto.VersionResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * containerd, CRI-O or any other runtime that serves the CRI (runtime.v1) on a Unix domain socket.
 * Every call has a deadline. The runtime may be restarted under it: calls fail as UNAVAILABLE
 * meanwhile.
 */
public final class CriContainerRuntime implements ContainerRuntime {
  private static final int EXEC_OUTPUT_BYTES = 16 << 10;

  /**
   * Runtimes send up to 32 MiB of output, of which little is used: probes are many, memory is not.
   */
  private static final int EXEC_ANSWER_BYTES = 4 << 20;

  /** What a runtime itself needs beyond the time that it was given to end a command. */
  private static final Duration EXEC_MARGIN = Duration.ofSeconds(5);

  private final CriChannel channel;
  private final CriTimeouts timeouts;
  private final CriCalls calls;
  private final RuntimeServiceBlockingStub runtime;
  private final CriImages images;
  private final RuntimeEvents events;

  /** Which sandbox a container is in; a container's status does not say. */
  private final Map<String, String> sandboxes = new ConcurrentHashMap<>();

  private CriContainerRuntime(
      CriChannel channel, CriTimeouts timeouts, BuiltInImages builtInImages) {
    this.channel = channel;
    this.timeouts = timeouts;
    this.calls = new CriCalls(channel);
    this.runtime = RuntimeServiceGrpc.newBlockingStub(channel.channel());
    this.images = new CriImages(channel, calls, timeouts, builtInImages);
    this.events = new RuntimeEvents(channel, this::fingerprint);
  }

  /** Uses the runtime behind a socket; nothing is sent before the first call. */
  public static CriContainerRuntime connect(
      Path socket, CriTimeouts timeouts, BuiltInImages builtInImages) {
    return new CriContainerRuntime(CriChannel.open(socket), timeouts, builtInImages);
  }

  @Override
  public String version() {
    VersionResponse answer =
        calls.make("version", () -> looking().version(VersionRequest.getDefaultInstance()));
    return answer.getRuntimeName() + "://" + answer.getRuntimeVersion();
  }

  @Override
  public Optional<String> notReadyReason() {
    try {
      return calls
          .make("status", () -> looking().status(StatusRequest.getDefaultInstance()))
          .getStatus()
          .getConditionsList()
          .stream()
          .filter(condition -> !condition.getStatus())
          .filter(condition ->
              condition.getType().equals("RuntimeReady")
                  || condition.getType().equals("NetworkReady"))
          .map(CriContainerRuntime::text)
          .reduce((first, second) -> first + "; " + second);
    } catch (ContainerRuntimeException unreachable) {
      return Optional.of(unreachable.getMessage());
    }
  }

  private static String text(RuntimeCondition condition) {
    return condition.getType()
        + "=false reason:"
        + condition.getReason()
        + " message:"
        + condition.getMessage();
  }

  @Override
  public String runPodSandbox(PodSandboxSpec spec) {
    RunPodSandboxRequest request =
        RunPodSandboxRequest.newBuilder().setConfig(CriRequests.sandbox(spec)).build();
    return calls
        .make("starting the sandbox", () -> within(timeouts.sandbox()).runPodSandbox(request))
        .getPodSandboxId();
  }

  @Override
  public void stopPodSandbox(String sandboxId) {
    StopPodSandboxRequest request =
        StopPodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build();
    calls.ifPresent("stopping the sandbox", () -> changing().stopPodSandbox(request));
  }

  @Override
  public void removePodSandbox(String sandboxId) {
    RemovePodSandboxRequest request =
        RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build();
    calls.ifPresent("removing the sandbox", () -> changing().removePodSandbox(request));
  }

  @Override
  public List<PodSandbox> listPodSandboxes() {
    return calls
        .make(
            "listing sandboxes",
            () -> looking().listPodSandbox(ListPodSandboxRequest.getDefaultInstance()))
        .getItemsList()
        .stream()
        .map(CriAnswers::sandbox)
        .toList();
  }

  @Override
  public Optional<PodSandbox> podSandbox(String sandboxId) {
    PodSandboxStatusRequest request =
        PodSandboxStatusRequest.newBuilder().setPodSandboxId(sandboxId).build();
    return calls
        .ifPresent("looking at a sandbox", () -> looking().podSandboxStatus(request))
        .map(answer -> CriAnswers.sandbox(answer.getStatus()));
  }

  @Override
  public String createContainer(String sandboxId, ContainerSpec spec, PodSandboxSpec sandbox) {
    CreateContainerRequest request =
        CreateContainerRequest.newBuilder()
            .setPodSandboxId(sandboxId)
            .setConfig(CriRequests.container(spec))
            .setSandboxConfig(CriRequests.sandbox(sandbox))
            .build();
    String id =
        calls
            .make("creating the container", () -> changing().createContainer(request))
            .getContainerId();
    sandboxes.put(id, sandboxId);
    return id;
  }

  @Override
  public void startContainer(String containerId) {
    StartContainerRequest request =
        StartContainerRequest.newBuilder().setContainerId(containerId).build();
    calls.make("starting the container", () -> changing().startContainer(request));
  }

  @Override
  public void stopContainer(String containerId, Duration gracePeriod) {
    StopContainerRequest request =
        StopContainerRequest.newBuilder()
            .setContainerId(containerId)
            .setTimeout(Math.max(0, gracePeriod.toSeconds()))
            .build();
    calls.ifPresent(
        "stopping the container",
        () -> within(timeouts.change().plus(gracePeriod)).stopContainer(request));
  }

  @Override
  public void removeContainer(String containerId) {
    RemoveContainerRequest request =
        RemoveContainerRequest.newBuilder().setContainerId(containerId).build();
    calls.ifPresent("removing the container", () -> changing().removeContainer(request));
    sandboxes.remove(containerId);
  }

  @Override
  public List<Container> listContainers() {
    List<Container> containers = list(ListContainersRequest.getDefaultInstance());
    Map<String, String> present =
        containers.stream().collect(Collectors.toMap(Container::id, Container::sandboxId));
    sandboxes.putAll(present);
    sandboxes.keySet().retainAll(present.keySet());
    return containers;
  }

  private List<Container> list(ListContainersRequest request) {
    return calls
        .make("listing containers", () -> looking().listContainers(request))
        .getContainersList()
        .stream()
        .map(CriAnswers::container)
        .toList();
  }

  @Override
  public Optional<Container> container(String containerId) {
    ContainerStatusRequest request =
        ContainerStatusRequest.newBuilder().setContainerId(containerId).build();
    return calls
        .ifPresent("looking at a container", () -> looking().containerStatus(request))
        .map(answer -> CriAnswers.container(answer.getStatus(), sandboxOf(containerId)));
  }

  private String sandboxOf(String containerId) {
    String known = sandboxes.get(containerId);
    if (known != null) {
      return known;
    }
    return list(
            ListContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().setId(containerId))
                .build())
        .stream()
        .map(Container::sandboxId)
        .findFirst()
        .orElse("");
  }

  @Override
  public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
    ExecSyncRequest request =
        ExecSyncRequest.newBuilder()
            .setContainerId(containerId)
            .addAllCmd(command)
            .setTimeout(Math.max(1, timeout.toSeconds()))
            .build();
    ExecSyncResponse answer =
        calls.make(
            "the command",
            () ->
                within(timeout.plus(EXEC_MARGIN))
                    .withMaxInboundMessageSize(EXEC_ANSWER_BYTES)
                    .execSync(request));
    return new ExecResult(answer.getExitCode(), cut(answer.getStdout()), cut(answer.getStderr()));
  }

  private static String cut(ByteString output) {
    return output
        .substring(0, Math.min(output.size(), EXEC_OUTPUT_BYTES))
        .toString(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<Image> image(String reference) {
    return images.image(reference);
  }

  @Override
  public List<Image> listImages() {
    return images.list();
  }

  @Override
  public String pullImage(String reference, Optional<RegistryCredentials> credentials) {
    return images.pull(reference, credentials);
  }

  @Override
  public void removeImage(String reference) {
    images.remove(reference);
  }

  @Override
  public List<ContainerStats> containerStats() {
    return calls
        .make(
            "reading statistics",
            () -> looking().listContainerStats(ListContainerStatsRequest.getDefaultInstance()))
        .getStatsList()
        .stream()
        .map(CriAnswers::stats)
        .toList();
  }

  @Override
  public List<FilesystemUsage> imageFilesystems() {
    return images.filesystems();
  }

  @Override
  public void reopenContainerLog(String containerId) {
    ReopenContainerLogRequest request =
        ReopenContainerLogRequest.newBuilder().setContainerId(containerId).build();
    calls.make("reopening the log", () -> looking().reopenContainerLog(request));
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    return events.subscribe(listener);
  }

  /** What the fallback of the events compares: the state of every sandbox and container. */
  private int fingerprint() {
    int sandboxStates =
        listPodSandboxes().stream()
            .mapToInt(sandbox -> sandbox.id().hashCode() * 31 + Boolean.hashCode(sandbox.ready()))
            .sum();
    int containerStates =
        listContainers().stream()
            .mapToInt(container -> container.id().hashCode() * 31 + container.state().ordinal())
            .sum();
    return sandboxStates * 31 + containerStates;
  }

  private RuntimeServiceBlockingStub looking() {
    return within(timeouts.look());
  }

  private RuntimeServiceBlockingStub changing() {
    return within(timeouts.change());
  }

  private RuntimeServiceBlockingStub within(Duration timeout) {
    return runtime.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    events.close();
    channel.close();
  }
}
