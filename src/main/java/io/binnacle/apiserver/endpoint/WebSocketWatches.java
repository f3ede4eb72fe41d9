package io.binnacle.apiserver.endpoint;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.encoding.ContentNegotiation;
import io.binnacle.apiserver.encoding.TableRenderer.IncludeObject;
import io.binnacle.apiserver.facade.ApiFacade;
import io.binnacle.apiserver.watch.WatchEndpoint;
import io.binnacle.apiserver.watch.WatchStreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Serves watches over WebSockets, which browsers and some client libraries prefer: the request
 * passes the facade as every other does, and only what it allows is upgraded.
 */
@ApplicationScoped
public class WebSocketWatches {
  private static final int PATIENCE_SECONDS = 60;

  private final ApiFacade facade;
  private final WatchStreams streams;
  private final ContentNegotiation negotiation;
  private final ErrorResponse errors;

  @Inject
  public WebSocketWatches(
      ApiFacade facade,
      WatchStreams streams,
      ContentNegotiation negotiation,
      ErrorResponse errors) {
    this.facade = facade;
    this.streams = streams;
    this.negotiation = negotiation;
    this.errors = errors;
  }

  static boolean isWanted(HttpServletRequest http, ApiRequest request) {
    return request.info().verb().equals("watch")
        && "websocket".equalsIgnoreCase(http.getHeader("Upgrade"));
  }

  /** Answers the request: by an upgrade, or by a Status where it is refused. */
  void open(ApiRequest request, HttpServletRequest http, HttpServletResponse response)
      throws IOException, ServletException {
    WatchEndpoint endpoint;
    try {
      endpoint = endpoint(request);
    } catch (ApiException e) {
      errors.send(response, e);
      return;
    }
    try {
      upgrade(http, response, endpoint);
    } catch (DeploymentException e) {
      endpoint.abandon();
      throw new ServletException(e);
    } catch (IOException | RuntimeException e) {
      endpoint.abandon();
      throw e;
    }
  }

  private static void upgrade(
      HttpServletRequest http, HttpServletResponse response, WatchEndpoint endpoint)
      throws IOException, DeploymentException {
    ServerContainer container =
        (ServerContainer) http.getServletContext().getAttribute(ServerContainer.class.getName());
    container.upgradeHttpToWebSocket(
        http, response, endpoint.configuration(new FirstProtocol()), Map.of());
    HttpSession session = http.getSession(false);
    if (session != null) {
      // The container makes one for each WebSocket; nothing here is ever put into it.
      session.invalidate();
    }
  }

  private WatchEndpoint endpoint(ApiRequest request) {
    if (!(result(request) instanceof ApiResult.WatchResult watch)) {
      throw ApiException.badRequest("only watches are served over WebSocket here");
    }
    return streams.webSocket(
        watch,
        new WatchStreams.Form(
            negotiation.watch(request.accept(), watch.scope()),
            IncludeObject.parse(request.parameter("includeObject")),
            false));
  }

  private ApiResult result(ApiRequest request) {
    try {
      return facade.handle(request).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.serviceUnavailable("the server is stopping");
    } catch (TimeoutException e) {
      throw ApiException.timeout("the watch could not begin in time", 1);
    } catch (ExecutionException | RuntimeException e) {
      throw errors.toApiException(e);
    }
  }

  /**
   * Agrees to the first protocol that the client names, but for the one that carries its token:
   * watches are the same in all of them.
   */
  private static final class FirstProtocol extends ServerEndpointConfig.Configurator {
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
      return requested.stream()
          .filter(protocol -> !protocol.startsWith(RequestFilter.WEB_SOCKET_TOKEN_PREFIX))
          .findFirst()
          .orElse("");
    }

    /** Whoever has a token may come from anywhere, as with Kubernetes. */
    @Override
    public boolean checkOrigin(String origin) {
      return true;
    }
  }
}
