package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.ApiRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * One HTTP request and its response.
 *
 * @param http the container's own request
 * @param raw the container's own response, for streams
 */
record Exchange(ApiRequest request, HttpServletRequest http, HttpServletResponse raw) {

  /** What the {@link RequestFilter} has made of a request that JAX-RS brings. */
  static Exchange of(HttpServletRequest http) {
    return new Exchange(
        (ApiRequest) http.getAttribute(RequestFilter.API_REQUEST),
        (HttpServletRequest) http.getAttribute(RequestFilter.SERVLET_REQUEST),
        (HttpServletResponse) http.getAttribute(RequestFilter.SERVLET_RESPONSE));
  }
}
