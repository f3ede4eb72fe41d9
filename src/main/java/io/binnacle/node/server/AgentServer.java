package io.binnacle.node.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * The agent's HTTPS server, beside the application server's own: the API server asks it for logs
 * and resource use. All but {@code /healthz} needs the API server's client certificate.
 *
 * <p>Not the JDK's own server: that one asks the name service for the name of each client, and on a
 * node without a name server each connection hangs until the question has timed out.
 */
public final class AgentServer implements AutoCloseable {
  private static final int EVENT_LOOPS = 2;
  private static final int IDLE_SECONDS = 120;
  private static final int MAX_REQUEST_BYTES = 64 * 1024;

  private final EventLoopGroup eventLoops;
  private final Channel listener;

  /**
   * Binds; {@link #start} begins to answer.
   *
   * @param tls has the agent's serving certificate, and trusts the cluster's authority
   * @param callerNames common names of client certificates that may call, besides administrators
   * @throws IOException where the address cannot be bound
   */
  public AgentServer(
      InetSocketAddress address, SSLContext tls, Set<String> callerNames, AgentEndpoints endpoints)
      throws IOException {
    this.eventLoops =
        new MultiThreadIoEventLoopGroup(
            EVENT_LOOPS, new DefaultThreadFactory("agent-server", true), NioIoHandler.newFactory());
    CallerCheck callers = new CallerCheck(callerNames);
    Map<String, AgentEndpoint> byPath = Map.copyOf(endpoints.byPath());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            // Connections wait in the kernel until start.
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    connect(channel.pipeline(), tls, new AgentConnection(callers, byPath));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException("the agent's server cannot listen at " + address, bound.cause());
    }
    this.listener = bound.channel();
  }

  private static void connect(
      ChannelPipeline pipeline, SSLContext tls, AgentConnection connection) {
    SSLEngine engine = tls.createSSLEngine();
    engine.setUseClientMode(false);
    // Wanted, not needed: health checks have none.
    engine.setWantClientAuth(true);
    pipeline.addLast(
        new SslHandler(engine),
        new HttpServerCodec(),
        new HttpObjectAggregator(MAX_REQUEST_BYTES),
        new IdleStateHandler(0, 0, IDLE_SECONDS),
        connection);
  }

  public void start() {
    listener.config().setAutoRead(true);
  }

  /** The port that is listened on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Ends all connections, and with them what is being answered. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
