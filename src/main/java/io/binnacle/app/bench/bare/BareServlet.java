package io.binnacle.app.bench.bare;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers with the bytes that were put last, over the same transport as the API: the platform's
 * limit, which the API's rates are divided by. Called on the container's threads. The launcher maps
 * it, in an application of its own: Binnacle's own does not have it.
 */
public class BareServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final int BUFFER_BYTES = 64 * 1024;

  private volatile byte[] body = new byte[0];

  @Override
  protected void doPut(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    body = request.getInputStream().readAllBytes();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setBufferSize(BUFFER_BYTES);
    response.setContentType("application/json");
    response.getOutputStream().write(body);
  }
}
