package io.binnacle.apiserver.endpoint;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response as JAX-RS sees it. A media type that the server has put on the container's own
 * response stands: JAX-RS would write it in a form of its own, and clients of Kubernetes compare it
 * as text.
 */
final class SettledResponse extends HttpServletResponseWrapper {
  private static final String CONTENT_TYPE = "Content-Type";

  SettledResponse(HttpServletResponse response) {
    super(response);
  }

  @Override
  public void setContentType(String type) {
    if (!isSettled()) {
      super.setContentType(type);
    }
  }

  @Override
  public void setHeader(String name, String value) {
    if (!name.equalsIgnoreCase(CONTENT_TYPE) || !isSettled()) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if (!name.equalsIgnoreCase(CONTENT_TYPE) || !isSettled()) {
      super.addHeader(name, value);
    }
  }

  private boolean isSettled() {
    return getHeader(CONTENT_TYPE) != null;
  }
}
