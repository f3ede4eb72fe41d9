package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.ApiRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its response.
 *
 * @param http the container's own request
 * @param raw the container's own response, for streams
 */
record Exchange(ApiRequest request, HttpServletRequest http, HttpServletResponse raw) {
  /**
   * Of the thread that JAX-RS calls an endpoint on. As an argument of its methods JAX-RS would make
   * a dynamic proxy for each request.
   */
  private static final ThreadLocal<@Nullable Exchange> CURRENT = new ThreadLocal<>();

  /** The exchange that the {@link RequestFilter} passed on, on the same thread. */
  static Exchange current() {
    return Objects.requireNonNull(CURRENT.get(), "there is no exchange on this thread");
  }

  /** Lets a chain of filters and JAX-RS handle it on this thread, as an endpoint's request. */
  void passOn(FilterChain chain, String endpoint) throws IOException, ServletException {
    CURRENT.set(this);
    try {
      chain.doFilter(new ShieldedRequest(http, endpoint), new SettledResponse(raw));
    } finally {
      CURRENT.remove();
    }
  }
}
