package io.binnacle.apiserver.watch;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;

/**
 * One watch over a WebSocket: it has begun before the handshake, so that what refuses it is an
 * answer like any other. What the client sends is ignored, as by Kubernetes; its going ends the
 * watch. The container calls it, one call at a time.
 */
public final class WatchEndpoint extends Endpoint {
  private final WatchStreams.Opened watch;
  private final WebSocketWatchConnection connection;

  WatchEndpoint(WatchStreams.Opened watch, WebSocketWatchConnection connection) {
    this.watch = watch;
    this.connection = connection;
  }

  /**
   * What the container needs to upgrade the request.
   *
   * @param rules decide on what the client offers
   */
  public ServerEndpointConfig configuration(ServerEndpointConfig.Configurator rules) {
    return ServerEndpointConfig.Builder.create(WatchEndpoint.class, "/")
        .configurator(new WatchHandshake(rules, this))
        .build();
  }

  /** The upgrade has failed: nobody will see this watch. */
  public void abandon() {
    watch.stream().abort();
    watch.ended();
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.setMaxIdleTimeout(0);
    try {
      connection.opened(session, watch.stream());
    } catch (IOException e) {
      watch.stream().onError(e);
    }
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    watch.ended();
  }

  @Override
  public void onError(Session session, Throwable failure) {
    watch.stream().onError(failure);
  }
}
