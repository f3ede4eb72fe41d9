package io.binnacle.node.runtime.cri;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC channel to a runtime's socket, with the threads that it needs. It connects when first used
 * and again after the runtime was restarted.
 */
final class CriChannel implements AutoCloseable {
  /** Room for two streams of 16 MiB, the most that a runtime answers to an exec. */
  private static final int MAX_MESSAGE_BYTES = 40 << 20;

  private static final Duration SETTLE = Duration.ofMillis(300);
  private static final System.Logger LOGGER = System.getLogger(CriChannel.class.getName());

  private final EventLoopGroup eventLoop;
  private final ExecutorService callbacks;
  private final ManagedChannel channel;

  private CriChannel(EventLoopGroup eventLoop, ExecutorService callbacks, ManagedChannel channel) {
    this.eventLoop = eventLoop;
    this.callbacks = callbacks;
    this.channel = channel;
  }

  static CriChannel open(Path socket) {
    EventLoopGroup eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("cri", true), NioIoHandler.newFactory());
    ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(eventLoop)
            .executor(callbacks)
            // The authority would be the socket's path, which HTTP/2 servers refuse.
            .overrideAuthority("localhost")
            // gRPC asks every socket for it, and Netty warns of sockets that know it not.
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    return new CriChannel(eventLoop, callbacks, channel);
  }

  ManagedChannel channel() {
    return channel;
  }

  /**
   * Connects anew, if the last attempt failed, before a call is made: calls on a broken channel
   * fail at once, and its own attempts become rare while the runtime is away. Waits for a moment
   * only.
   */
  void settle() {
    if (channel.getState(true) != ConnectivityState.TRANSIENT_FAILURE) {
      return;
    }
    CountDownLatch changed = new CountDownLatch(1);
    channel.notifyWhenStateChanged(ConnectivityState.TRANSIENT_FAILURE, changed::countDown);
    channel.resetConnectBackoff();
    try {
      if (!changed.await(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.log(System.Logger.Level.DEBUG, "The container runtime does not take connections");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    callbacks.shutdown();
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
