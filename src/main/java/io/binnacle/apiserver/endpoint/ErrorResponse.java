package io.binnacle.apiserver.endpoint;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The one place where a failure becomes an answer: a Status, never a stack trace. */
@ApplicationScoped
public class ErrorResponse {
  private static final System.Logger LOG = System.getLogger(ErrorResponse.class.getName());

  /**
   * The refusal that the client is told; what no one foresaw is logged and told as an internal
   * error.
   */
  public ApiException toApiException(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ApiException refusal) {
      return refusal;
    }
    LOG.log(System.Logger.Level.ERROR, "a request failed for a reason inside the server", cause);
    return ApiException.internal("the server has logged what went wrong");
  }

  /** Sends a Status on a response of which nothing has been sent. */
  public void send(HttpServletResponse response, ApiException error) throws IOException {
    response.setStatus(error.code());
    response.setContentType("application/json");
    if (error.retryAfterSeconds() > 0) {
      response.setHeader("Retry-After", Integer.toString(error.retryAfterSeconds()));
    }
    if (error.code() == HttpServletResponse.SC_UNAUTHORIZED) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"kubernetes\"");
    }
    byte[] body = Json.write(error.status());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
