package io.binnacle.node.runtime.cri;

import com.google.protobuf.ByteString;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerRuntimeException.Reason;
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
import io.binnacle.node.runtime.cri.proto.ImageFsInfoRequest;
import io.binnacle.node.runtime.cri.proto.ImageServiceGrpc;
import io.binnacle.node.runtime.cri.proto.ImageServiceGrpc.ImageServiceBlockingStub;
import io.binnacle.node.runtime.cri.proto.ImageStatusRequest;
import io.binnacle.node.runtime.cri.proto.ImageStatusResponse;
import io.binnacle.node.runtime.cri.proto.ListContainerStatsRequest;
import io.binnacle.node.runtime.cri.proto.ListContainersRequest;
import io.binnacle.node.runtime.cri.proto.ListImagesRequest;
import io.binnacle.node.runtime.cri.proto.ListPodSandboxRequest;
import io.binnacle.node.runtime.cri.proto.PodSandboxStatusRequest;
import io.binnacle.node.runtime.cri.proto.PullImageRequest;
import io.binnacle.node.runtime.cri.proto.RemoveContainerRequest;
import io.binnacle.node.runtime.cri.proto.RemoveImageRequest;
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
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * containerd, CRI-O or any other runtime that serves the CRI (runtime.v1) on a Unix domain socket.
 * Every call has a deadline. The runtime may be restarted under it: calls fail as UNAVAILABLE
 * meanwhile.
 */
public final class CriContainerRuntime implements ContainerRuntime {
  private static final int EXEC_OUTPUT_BYTES = 16 << 10;

  /** What a runtime itself needs beyond the time that it was given to end a command. */
  private static final Duration EXEC_MARGIN = Duration.ofSeconds(5);

  private static final Duration IMPORT_NOTICE = Duration.ofMillis(20);

  private final CriChannel channel;
  private final CriTimeouts timeouts;
  private final BuiltInImages builtInImages;
  private final RuntimeServiceBlockingStub runtime;
  private final ImageServiceBlockingStub images;
  private final RuntimeEvents events;

  /** Which sandbox a container is in; a container's status does not say. */
  private final Map<String, String> sandboxes = new ConcurrentHashMap<>();

  private CriContainerRuntime(
      CriChannel channel, CriTimeouts timeouts, BuiltInImages builtInImages) {
    this.channel = channel;
    this.timeouts = timeouts;
    this.builtInImages = builtInImages;
    this.runtime = RuntimeServiceGrpc.newBlockingStub(channel.channel());
    this.images = ImageServiceGrpc.newBlockingStub(channel.channel());
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
        call("version", () -> looking().version(VersionRequest.getDefaultInstance()));
    return answer.getRuntimeName() + "://" + answer.getRuntimeVersion();
  }

  @Override
  public Optional<String> notReadyReason() {
    try {
      return call("status", () -> looking().status(StatusRequest.getDefaultInstance()))
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
    return call("starting the sandbox", () -> within(timeouts.sandbox()).runPodSandbox(request))
        .getPodSandboxId();
  }

  @Override
  public void stopPodSandbox(String sandboxId) {
    StopPodSandboxRequest request =
        StopPodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build();
    ifPresent("stopping the sandbox", () -> changing().stopPodSandbox(request));
  }

  @Override
  public void removePodSandbox(String sandboxId) {
    RemovePodSandboxRequest request =
        RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build();
    ifPresent("removing the sandbox", () -> changing().removePodSandbox(request));
  }

  @Override
  public List<PodSandbox> listPodSandboxes() {
    return call(
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
    return ifPresent("looking at a sandbox", () -> looking().podSandboxStatus(request))
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
        call("creating the container", () -> changing().createContainer(request)).getContainerId();
    sandboxes.put(id, sandboxId);
    return id;
  }

  @Override
  public void startContainer(String containerId) {
    StartContainerRequest request =
        StartContainerRequest.newBuilder().setContainerId(containerId).build();
    call("starting the container", () -> changing().startContainer(request));
  }

  @Override
  public void stopContainer(String containerId, Duration gracePeriod) {
    StopContainerRequest request =
        StopContainerRequest.newBuilder()
            .setContainerId(containerId)
            .setTimeout(Math.max(0, gracePeriod.toSeconds()))
            .build();
    ifPresent(
        "stopping the container",
        () -> within(timeouts.change().plus(gracePeriod)).stopContainer(request));
  }

  @Override
  public void removeContainer(String containerId) {
    RemoveContainerRequest request =
        RemoveContainerRequest.newBuilder().setContainerId(containerId).build();
    ifPresent("removing the container", () -> changing().removeContainer(request));
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
    return call("listing containers", () -> looking().listContainers(request))
        .getContainersList()
        .stream()
        .map(CriAnswers::container)
        .toList();
  }

  @Override
  public Optional<Container> container(String containerId) {
    ContainerStatusRequest request =
        ContainerStatusRequest.newBuilder().setContainerId(containerId).build();
    return ifPresent("looking at a container", () -> looking().containerStatus(request))
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
        call("the command", () -> within(timeout.plus(EXEC_MARGIN)).execSync(request));
    return new ExecResult(answer.getExitCode(), cut(answer.getStdout()), cut(answer.getStderr()));
  }

  private static String cut(ByteString output) {
    return output
        .substring(0, Math.min(output.size(), EXEC_OUTPUT_BYTES))
        .toString(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<Image> image(String reference) {
    ImageStatusRequest request =
        ImageStatusRequest.newBuilder().setImage(CriRequests.image(reference)).build();
    return ifPresent("looking at an image", () -> lookingAtImages().imageStatus(request))
        .filter(ImageStatusResponse::hasImage)
        .map(answer -> CriAnswers.image(answer.getImage()));
  }

  @Override
  public List<Image> listImages() {
    return call(
            "listing images",
            () -> lookingAtImages().listImages(ListImagesRequest.getDefaultInstance()))
        .getImagesList()
        .stream()
        .map(CriAnswers::image)
        .toList();
  }

  @Override
  public String pullImage(String reference, Optional<RegistryCredentials> credentials) {
    if (builtInImages.contains(reference)) {
      return builtIn(reference);
    }
    PullImageRequest.Builder request =
        PullImageRequest.newBuilder().setImage(CriRequests.image(reference));
    credentials.map(CriRequests::credentials).ifPresent(request::setAuth);
    return call(
            "pulling the image",
            () ->
                images
                    .withDeadlineAfter(timeouts.pull().toMillis(), TimeUnit.MILLISECONDS)
                    .pullImage(request.build()))
        .getImageRef();
  }

  private String builtIn(String reference) {
    Optional<Image> present = image(reference);
    if (present.isEmpty()) {
      builtInImages.restore(reference);
      present = awaitImage(reference);
    }
    return present
        .map(Image::id)
        .orElseThrow(() ->
            new ContainerRuntimeException(
                Reason.NOT_FOUND, "the built-in image " + reference + " is not there"));
  }

  /** The CRI part of containerd learns of an import a moment after it. */
  private Optional<Image> awaitImage(String reference) {
    long deadline = System.nanoTime() + timeouts.look().toNanos();
    Optional<Image> image = image(reference);
    while (image.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(IMPORT_NOTICE.toNanos());
      image = image(reference);
    }
    return image;
  }

  @Override
  public void removeImage(String reference) {
    RemoveImageRequest request =
        RemoveImageRequest.newBuilder().setImage(CriRequests.image(reference)).build();
    ifPresent(
        "removing an image",
        () ->
            images
                .withDeadlineAfter(timeouts.change().toMillis(), TimeUnit.MILLISECONDS)
                .removeImage(request));
  }

  @Override
  public List<ContainerStats> containerStats() {
    return call(
            "reading statistics",
            () -> looking().listContainerStats(ListContainerStatsRequest.getDefaultInstance()))
        .getStatsList()
        .stream()
        .map(CriAnswers::stats)
        .toList();
  }

  @Override
  public List<FilesystemUsage> imageFilesystems() {
    return call(
            "reading image filesystems",
            () -> lookingAtImages().imageFsInfo(ImageFsInfoRequest.getDefaultInstance()))
        .getImageFilesystemsList()
        .stream()
        .map(CriAnswers::filesystem)
        .toList();
  }

  @Override
  public void reopenContainerLog(String containerId) {
    ReopenContainerLogRequest request =
        ReopenContainerLogRequest.newBuilder().setContainerId(containerId).build();
    call("reopening the log", () -> looking().reopenContainerLog(request));
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

  private ImageServiceBlockingStub lookingAtImages() {
    return images.withDeadlineAfter(timeouts.look().toMillis(), TimeUnit.MILLISECONDS);
  }

  private <T> T call(String what, Supplier<T> call) {
    channel.settle();
    try {
      return call.get();
    } catch (StatusRuntimeException failure) {
      throw CriErrors.of(what, failure);
    }
  }

  private <T> Optional<T> ifPresent(String what, Supplier<T> call) {
    try {
      return Optional.of(call(what, call));
    } catch (ContainerRuntimeException failure) {
      if (failure.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    events.close();
    channel.close();
  }
}
