package io.binnacle.node.runtime.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerRuntimeException.Reason;
import io.binnacle.node.runtime.RegistryCredentials;
import io.binnacle.node.runtime.cri.proto.Container;
import io.binnacle.node.runtime.cri.proto.ContainerEventResponse;
import io.binnacle.node.runtime.cri.proto.ContainerState;
import io.binnacle.node.runtime.cri.proto.Envelope;
import io.binnacle.node.runtime.cri.proto.EventsGrpc;
import io.binnacle.node.runtime.cri.proto.GetEventsRequest;
import io.binnacle.node.runtime.cri.proto.ImageServiceGrpc;
import io.binnacle.node.runtime.cri.proto.ListContainersRequest;
import io.binnacle.node.runtime.cri.proto.ListContainersResponse;
import io.binnacle.node.runtime.cri.proto.ListPodSandboxRequest;
import io.binnacle.node.runtime.cri.proto.ListPodSandboxResponse;
import io.binnacle.node.runtime.cri.proto.PullImageRequest;
import io.binnacle.node.runtime.cri.proto.PullImageResponse;
import io.binnacle.node.runtime.cri.proto.RemoveContainerRequest;
import io.binnacle.node.runtime.cri.proto.RemoveContainerResponse;
import io.binnacle.node.runtime.cri.proto.RunPodSandboxRequest;
import io.binnacle.node.runtime.cri.proto.RunPodSandboxResponse;
import io.binnacle.node.runtime.cri.proto.RuntimeCondition;
import io.binnacle.node.runtime.cri.proto.RuntimeServiceGrpc;
import io.binnacle.node.runtime.cri.proto.RuntimeStatus;
import io.binnacle.node.runtime.cri.proto.StatusRequest;
import io.binnacle.node.runtime.cri.proto.StatusResponse;
import io.binnacle.node.runtime.cri.proto.StopContainerRequest;
import io.binnacle.node.runtime.cri.proto.StopContainerResponse;
import io.binnacle.node.runtime.cri.proto.SubscribeRequest;
import io.binnacle.node.runtime.cri.proto.VersionRequest;
import io.binnacle.node.runtime.cri.proto.VersionResponse;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CriContainerRuntimeTest {
  private static final CriTimeouts TIMEOUTS =
      new CriTimeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(10));

  @TempDir Path directory;
  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicReference<ContainerState> containerState =
      new AtomicReference<>(ContainerState.CONTAINER_RUNNING);
  private final CountDownLatch listed = new CountDownLatch(1);
  private CriContainerRuntime runtime;
  private Server server;

  @BeforeEach
  void connect() {
    runtime =
        CriContainerRuntime.connect(directory.resolve("cri.sock"), TIMEOUTS, BuiltInImages.NONE);
  }

  @AfterEach
  void close() throws InterruptedException {
    runtime.close();
    if (server != null) {
      server.shutdownNow().awaitTermination();
    }
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private void serve(BindableService... services) throws IOException {
    Path socket = directory.resolve("cri.sock");
    Files.deleteIfExists(socket);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(eventLoop)
            .workerEventLoopGroup(eventLoop);
    for (BindableService service : services) {
      builder.addService(service);
    }
    server = builder.build().start();
  }

  /** A runtime that knows one container, and to which all others are gone. */
  private class Runtime extends RuntimeServiceGrpc.RuntimeServiceImplBase {
    @Override
    public void version(VersionRequest request, StreamObserver<VersionResponse> answer) {
      reply(
          answer,
          VersionResponse.newBuilder().setRuntimeName("fake").setRuntimeVersion("1.0").build());
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
      reply(
          answer,
          StatusResponse.newBuilder()
              .setStatus(
                  RuntimeStatus.newBuilder()
                      .addConditions(
                          RuntimeCondition.newBuilder().setType("RuntimeReady").setStatus(true))
                      .addConditions(
                          RuntimeCondition.newBuilder()
                              .setType("NetworkReady")
                              .setReason("NoConfiguration")
                              .setMessage("there is none")))
              .build());
    }

    @Override
    public void stopContainer(
        StopContainerRequest request, StreamObserver<StopContainerResponse> answer) {
      answer.onError(Status.NOT_FOUND.withDescription("no such container").asException());
    }

    @Override
    public void removeContainer(
        RemoveContainerRequest request, StreamObserver<RemoveContainerResponse> answer) {
      answer.onError(Status.INTERNAL.withDescription("the disk is full").asException());
    }

    @Override
    public void listContainers(
        ListContainersRequest request, StreamObserver<ListContainersResponse> answer) {
      ContainerState state = containerState.get();
      listed.countDown();
      reply(
          answer,
          ListContainersResponse.newBuilder()
              .addContainers(Container.newBuilder().setId("c").setState(state).build())
              .build());
    }

    @Override
    public void listPodSandbox(
        ListPodSandboxRequest request, StreamObserver<ListPodSandboxResponse> answer) {
      reply(answer, ListPodSandboxResponse.getDefaultInstance());
    }

    @Override
    public void runPodSandbox(
        RunPodSandboxRequest request, StreamObserver<RunPodSandboxResponse> answer) {
      // Never answered.
    }
  }

  private static <T> void reply(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }

  @Test
  void saysThatTheRuntimeIsAwayAndFindsItWhenItIsBack() throws IOException {
    assertThat(runtime.notReadyReason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("cannot be reached"));
    assertThatExceptionOfType(ContainerRuntimeException.class)
        .isThrownBy(() -> runtime.version())
        .extracting(ContainerRuntimeException::reason)
        .isEqualTo(Reason.UNAVAILABLE);

    serve(new Runtime());

    assertThat(runtime.version()).isEqualTo("fake://1.0");
    assertThat(runtime.notReadyReason())
        .contains("NetworkReady=false reason:NoConfiguration message:there is none");
  }

  @Test
  void whatIsGoneIsStoppedAndOtherFailuresAreTold() throws IOException {
    serve(new Runtime());

    assertThatCode(() -> runtime.stopContainer("gone", Duration.ZERO)).doesNotThrowAnyException();
    assertThatExceptionOfType(ContainerRuntimeException.class)
        .isThrownBy(() -> runtime.removeContainer("c"))
        .withMessage("the disk is full")
        .extracting(ContainerRuntimeException::reason)
        .isEqualTo(Reason.OTHER);
  }

  @Test
  void waitsNoLongerThanTheCallMayTake() throws IOException {
    serve(new Runtime());

    assertThatExceptionOfType(ContainerRuntimeException.class)
        .isThrownBy(() -> runtime.runPodSandbox(CriSpecs.sandbox()))
        .withMessageStartingWith("starting the sandbox did not end in time")
        .extracting(ContainerRuntimeException::reason)
        .isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void comparesListsWhereThereAreNoEvents() throws Exception {
    serve(new Runtime());
    CountDownLatch changed = new CountDownLatch(1);
    try (AutoCloseable subscription = runtime.onChange(changed::countDown)) {
      assertThat(listed.await(10, TimeUnit.SECONDS)).isTrue();
      containerState.set(ContainerState.CONTAINER_EXITED);

      assertThat(changed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void tellsOfTheEventsOfTheRuntime() throws Exception {
    CompletableFuture<StreamObserver<ContainerEventResponse>> stream = new CompletableFuture<>();
    serve(
        new Runtime() {
          @Override
          public void getContainerEvents(
              GetEventsRequest request, StreamObserver<ContainerEventResponse> events) {
            stream.complete(events);
          }
        });
    CountDownLatch changed = new CountDownLatch(2);
    try (AutoCloseable subscription = runtime.onChange(changed::countDown)) {
      stream.get(10, TimeUnit.SECONDS).onNext(ContainerEventResponse.getDefaultInstance());

      assertThat(changed.await(10, TimeUnit.SECONDS)).as("told at once and once more").isTrue();
    }
  }

  @Test
  void prefersTheEventsOfContainerd() throws Exception {
    CompletableFuture<String> filter = new CompletableFuture<>();
    serve(
        new Runtime(),
        new EventsGrpc.EventsImplBase() {
          @Override
          public void subscribe(SubscribeRequest request, StreamObserver<Envelope> events) {
            filter.complete(request.getFilters(0));
            events.onNext(Envelope.newBuilder().setTopic("/tasks/exit").build());
          }
        });
    CountDownLatch changed = new CountDownLatch(1);
    try (AutoCloseable subscription = runtime.onChange(changed::countDown)) {
      assertThat(changed.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(filter.get(10, TimeUnit.SECONDS)).contains("/tasks/");
    }
  }

  @Test
  void pullsWithCredentialsThatNoFailureShows() throws IOException {
    CompletableFuture<PullImageRequest> pulled = new CompletableFuture<>();
    serve(
        new ImageServiceGrpc.ImageServiceImplBase() {
          @Override
          public void pullImage(
              PullImageRequest request, StreamObserver<PullImageResponse> answer) {
            pulled.complete(request);
            answer.onError(Status.UNKNOWN.withDescription("401 Unauthorized").asException());
          }
        });

    assertThatExceptionOfType(ContainerRuntimeException.class)
        .isThrownBy(() ->
            runtime.pullImage(
                "example.com/a",
                Optional.of(new RegistryCredentials("example.com", "me", "secret"))))
        .satisfies(failure -> assertThat(failure).hasMessage("401 Unauthorized"));
    assertThat(pulled.join().getAuth().getPassword()).isEqualTo("secret");
  }
}
