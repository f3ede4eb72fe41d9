package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.ApiRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;

/**
 * One HTTP request and its response.
 *
 * @param http the container's own request
 * @param raw the container's own response, for streams
 * @param response the suspended response, for everything that has an end
 */
record Exchange(
    ApiRequest request, HttpServletRequest http, HttpServletResponse raw, AsyncResponse response) {

  static Exchange of(HttpServletRequest http, ApiRequest request, AsyncResponse response) {
    return new Exchange(
        request,
        (HttpServletRequest) http.getAttribute(RequestFilter.SERVLET_REQUEST),
        (HttpServletResponse) http.getAttribute(RequestFilter.SERVLET_RESPONSE),
        response);
  }
}
