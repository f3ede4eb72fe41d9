package io.binnacle.apiserver.endpoint;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as JAX-RS sees it: without what the client wrote into its line and headers. The
 * endpoints need none of it, and what JAX-RS never reads it cannot refuse with an answer of its own
 * or fail on. What the client sent is in the {@code ApiRequest} and in the container's own request.
 */
final class ShieldedRequest extends HttpServletRequestWrapper {
  private static final Set<String> KNOWN_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final String endpoint;

  /**
   * @param endpoint the path of the endpoint that is to answer it
   */
  ShieldedRequest(HttpServletRequest request, String endpoint) {
    super(request);
    this.endpoint = endpoint;
  }

  /** A method that JAX-RS has no name for comes to the endpoint too, which refuses it. */
  @Override
  public String getMethod() {
    String method = super.getMethod();
    return KNOWN_METHODS.contains(method) ? method : "OPTIONS";
  }

  @Override
  public String getRequestURI() {
    return endpoint;
  }

  @Override
  public StringBuffer getRequestURL() {
    return new StringBuffer("https://localhost").append(endpoint);
  }

  @Override
  public @Nullable String getQueryString() {
    return null;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return null;
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.emptyEnumeration();
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public int getIntHeader(String name) {
    return -1;
  }

  @Override
  public long getDateHeader(String name) {
    return -1;
  }

  @Override
  public @Nullable String getContentType() {
    return null;
  }

  @Override
  public Cookie @Nullable [] getCookies() {
    return null;
  }
}
