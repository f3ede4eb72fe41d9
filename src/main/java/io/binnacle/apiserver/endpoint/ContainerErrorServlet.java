package io.binnacle.apiserver.endpoint;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The page of errors that the container finds before it asks the application, such as a path that
 * backslashes lead out of the application: a Status instead of the container's page, which shows
 * where its code failed.
 */
@WebServlet(urlPatterns = ContainerErrorServlet.PATH)
public class ContainerErrorServlet extends HttpServlet {
  /** Also in web.xml, which alone can say that it is the page of errors. */
  static final String PATH = "/.error";

  private static final long serialVersionUID = 1L;

  private transient @Nullable ErrorResponse errors;

  @Inject
  void set(ErrorResponse errors) {
    this.errors = errors;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ErrorResponse sender = errors;
    if (sender != null && !response.isCommitted()) {
      sender.send(response, error(request));
    }
  }

  private static ApiException error(HttpServletRequest request) {
    if (request.getDispatcherType() != DispatcherType.ERROR) {
      // A client asks for this path itself: there is nothing here, with whatever credentials.
      return ApiException.of(StatusReason.UNAUTHORIZED, "Unauthorized");
    }
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION)
        instanceof IllegalArgumentException) {
      return ApiException.badRequest("the request's path or headers cannot be read");
    }
    return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            && code < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
        ? ApiException.badRequest("the request was refused with code " + code)
        : ApiException.internal("the server has logged what went wrong");
  }
}
