package io.binnacle.apiserver.endpoint;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.authentication.Credentials;
import io.binnacle.schema.BodyDecoder;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * The one servlet filter: makes an {@link ApiRequest} of each HTTP request (request id, request
 * info, TLS identity, credentials) and hands it on in an {@link Exchange}, together with the
 * container's own request and response, which streams write to. It reads no body, decides nothing
 * but which endpoint answers, and what comes behind it sees a {@link ShieldedRequest}.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class RequestFilter implements Filter {
  /** Names the request attribute that holds the ApiRequest. */
  public static final String API_REQUEST = "io.binnacle.request";

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final Pattern EVENT_ID = Pattern.compile("\\d{1,18}");
  private static final int RESPONSE_BUFFER_BYTES = 64 * 1024;

  /** Of what stays open, of which there are ten thousands. */
  private static final int STREAM_BUFFER_BYTES = 8 * 1024;

  static final String WEB_SOCKET_TOKEN_PREFIX = "base64url.bearer.authorization.k8s.io.";

  /** Subresources that are copied from elsewhere for as long as both ends like. */
  private static final Set<String> STREAMS =
      Set.of("log", "exec", "attach", "portforward", "proxy");

  /** Most of the threads that the container keeps for requests. */
  private static final int WAITING_THREADS = 48;

  private final Semaphore waiting = new Semaphore(WAITING_THREADS);
  private final BodyDecoder decoder;
  private final ErrorResponse errors;
  private final WebSocketWatches webSockets;

  @Inject
  public RequestFilter(BodyDecoder decoder, ErrorResponse errors, WebSocketWatches webSockets) {
    this.decoder = decoder;
    this.errors = errors;
    this.webSockets = webSockets;
  }

  @Override
  public void init(FilterConfig configuration) {
    ConnectionPersistence.keepAfterErrors(configuration.getServletContext());
  }

  @Override
  public void doFilter(
      ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    HttpServletResponse response = (HttpServletResponse) servletResponse;
    response.setHeader("Audit-Id", UUID.randomUUID().toString());
    if (request.getMethod().equals("TRACE")) {
      // The container takes such a request's body for the next request of the connection.
      response.setHeader("Connection", "close");
    }
    ApiRequest api;
    try {
      api = apiRequest(request);
    } catch (ApiException e) {
      errors.send(response, e);
      return;
    }
    if (WebSocketWatches.isWanted(request, api)) {
      webSockets.open(api, request, response);
      return;
    }
    request.setAttribute(API_REQUEST, api);
    boolean isStream = mayHaveNoEnd(api.info());
    response.setBufferSize(isStream ? STREAM_BUFFER_BYTES : RESPONSE_BUFFER_BYTES);
    boolean waits = !isStream && waiting.tryAcquire();
    String endpoint = waits ? ApiEndpoint.PATH : SuspendedEndpoint.PATH;
    try {
      new Exchange(api, request, response).passOn(chain, endpoint);
    } finally {
      if (waits) {
        waiting.release();
      }
    }
  }

  private static boolean mayHaveNoEnd(RequestInfo info) {
    return info.verb().equals("watch") || STREAMS.contains(info.subresource());
  }

  private ApiRequest apiRequest(HttpServletRequest request) {
    Map<String, List<String>> given = query(request.getQueryString());
    String path = decode(request.getRequestURI(), false);
    RequestInfo info = info(request.getMethod(), path, given);
    Map<String, List<String>> query = info.verb().equals("watch") ? resumed(request, given) : given;
    ApiRequest external =
        ApiRequest.external(
            info,
            query,
            header(request, "Accept"),
            header(request, "User-Agent"),
            new HttpBody(request, decoder),
            credentials(request));
    return ImpersonationHeaders.read(
            Collections.list(request.getHeaderNames()),
            name -> Collections.list(request.getHeaders(name)))
        .map(external::impersonating)
        .orElse(external);
  }

  /** Only collections have queries that say more of the request; a proxied one is the target's. */
  private static RequestInfo info(String method, String path, Map<String, List<String>> query) {
    RequestInfo byPath = RequestInfo.parse(method, path, false, "");
    return byPath.isResourceRequest() && byPath.name().isEmpty()
        ? RequestInfo.parse(method, path, isTrue(query, "watch"), fieldName(query))
        : byPath;
  }

  /**
   * A reconnecting EventSource repeats its first URL and tells the last id it saw (WHATWG HTML,
   * "Last-Event-ID"): the watch then goes on behind that version instead of beginning anew.
   */
  private static Map<String, List<String>> resumed(
      HttpServletRequest request, Map<String, List<String>> query) {
    String lastEventId = header(request, "Last-Event-ID");
    if (!header(request, "Accept").startsWith("text/event-stream")) {
      return query;
    }
    Map<String, List<String>> changed = new HashMap<>(query);
    changed.put("allowWatchBookmarks", List.of("true"));
    // Another one than a watch gives says nothing of where to go on.
    if (!EVENT_ID.matcher(lastEventId).matches()) {
      return changed;
    }
    changed.put("resourceVersion", List.of(lastEventId));
    changed.remove("sendInitialEvents");
    changed.remove("resourceVersionMatch");
    return changed;
  }

  private static String fieldName(Map<String, List<String>> query) {
    List<String> selector = query.get("fieldSelector");
    return selector == null
        ? ""
        : FieldSelector.parse(selector.getFirst()).requiredValue("metadata.name").orElse("");
  }

  private static boolean isTrue(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    return values != null && !values.getFirst().equals("false") && !values.getFirst().equals("0");
  }

  private static String header(HttpServletRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  /**
   * The query alone: a form body, which the servlet API would mix in, is the object of a request
   * here.
   */
  private static Map<String, List<String>> query(@org.jspecify.annotations.Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> query = new HashMap<>();
    for (String pair : text.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.computeIfAbsent(decode(name, true), n -> new ArrayList<>(1)).add(decode(value, true));
    }
    return query;
  }

  private static String decode(String text, boolean plusIsBlank) {
    if (text.indexOf('%') < 0 && (!plusIsBlank || text.indexOf('+') < 0)) {
      return text;
    }
    try {
      return URLDecoder.decode(
          plusIsBlank ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("invalid URL escape in \"" + text + "\"");
    }
  }

  private static Credentials credentials(HttpServletRequest request) {
    Optional<String> bearer = Optional.empty();
    Optional<Credentials.Basic> basic = Optional.empty();
    String authorization = request.getHeader("Authorization");
    if (authorization != null) {
      if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
        bearer = Optional.of(authorization.substring(7).strip()).filter(token -> !token.isEmpty());
      } else if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
        basic = basic(authorization.substring(6).strip());
      }
    }
    if (bearer.isEmpty()) {
      bearer = webSocketToken(request.getHeader("Sec-WebSocket-Protocol"));
    }
    return new Credentials(certificates(request), bearer, basic);
  }

  private static List<X509Certificate> certificates(HttpServletRequest request) {
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
        ? List.of(chain)
        : List.of();
  }

  private static Optional<Credentials.Basic> basic(String encoded) {
    try {
      String plain = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = plain.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(
              new Credentials.Basic(plain.substring(0, colon), plain.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Browsers cannot set headers on a WebSocket: they send the token as one of its protocols. */
  private static Optional<String> webSocketToken(
      @org.jspecify.annotations.Nullable String protocols) {
    if (protocols == null) {
      return Optional.empty();
    }
    for (String protocol : protocols.split(",")) {
      String name = protocol.strip();
      if (name.startsWith(WEB_SOCKET_TOKEN_PREFIX)) {
        try {
          byte[] token =
              Base64.getUrlDecoder().decode(name.substring(WEB_SOCKET_TOKEN_PREFIX.length()));
          return Optional.of(new String(token, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
