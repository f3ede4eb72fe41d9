package io.binnacle.node.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: a request at a time, each on a virtual thread, which is interrupted when
 * the client goes.
 */
final class AgentConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final System.Logger LOG = System.getLogger(AgentConnection.class.getName());
  private static final String HEALTH = "/healthz";
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final CallerCheck callers;
  private final Map<String, AgentEndpoint> endpoints;
  private final AtomicReference<@Nullable Thread> answering = new AtomicReference<>();

  /**
   * @param endpoints by path; one that ends with a slash stands for all below it
   */
  AgentConnection(CallerCheck callers, Map<String, AgentEndpoint> endpoints) {
    this.callers = callers;
    this.endpoints = endpoints;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Channel channel = context.channel();
    AgentExchange exchange;
    try {
      exchange = new AgentExchange(channel, request, () -> answering.set(null));
    } catch (IllegalArgumentException e) {
      channel.close();
      return;
    }
    Thread thread =
        Thread.ofVirtual()
            .name("agent-" + NUMBERS.incrementAndGet())
            .unstarted(() -> answer(channel, exchange));
    if (request.decoderResult().isSuccess() && answering.compareAndSet(null, thread)) {
      thread.start();
    } else {
      // No HTTP, or a client that does not wait for its answers, which none of ours does.
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Thread thread = answering.getAndSet(null);
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && answering.get() == null) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, "a connection ends: {0}", cause.toString());
    context.close();
  }

  private void answer(Channel channel, AgentExchange exchange) {
    try {
      try {
        endpoint(channel, exchange.path()).handle(exchange);
      } catch (RequestException e) {
        exchange.send(e.status(), "text/plain", e.getMessage() + "\n");
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.DEBUG, "{0} was not answered to its end: {1}", exchange.path(), e);
    } finally {
      // Still there: the answer was not sent to its end, and the client must not wait for it.
      if (answering.compareAndSet(Thread.currentThread(), null)) {
        channel.close();
      }
    }
  }

  private AgentEndpoint endpoint(Channel channel, String path) {
    if (!path.equals(HEALTH)) {
      Optional<X509Certificate> certificate =
          CallerCheck.certificate(channel.pipeline().get(SslHandler.class).engine().getSession());
      if (certificate.isEmpty()) {
        throw new RequestException(401, "Unauthorized");
      }
      if (!callers.isAllowed(certificate.get())) {
        throw new RequestException(403, "Forbidden");
      }
    }
    AgentEndpoint exact = endpoints.get(path);
    if (exact != null) {
      return exact;
    }
    return endpoints.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("/") && path.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new RequestException(404, "404 page not found"));
  }
}
