package io.binnacle.apiserver.watch;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Gives an upgraded request the endpoint that was made for it. */
final class WatchHandshake extends ServerEndpointConfig.Configurator {
  private final ServerEndpointConfig.Configurator rules;
  private final WatchEndpoint endpoint;

  WatchHandshake(ServerEndpointConfig.Configurator rules, WatchEndpoint endpoint) {
    this.rules = rules;
    this.endpoint = endpoint;
  }

  @Override
  public <T> T getEndpointInstance(Class<T> type) {
    return type.cast(endpoint);
  }

  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
    return rules.getNegotiatedSubprotocol(supported, requested);
  }

  @Override
  public boolean checkOrigin(String origin) {
    return rules.checkOrigin(origin);
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    rules.modifyHandshake(config, request, response);
  }
}
