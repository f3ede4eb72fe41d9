package io.binnacle.apiserver.health;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.endpoint.RequestFilter;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * {@code /livez}, {@code /readyz} and {@code /healthz}: the only paths that answer without
 * credentials. They tell whether, and with {@code ?verbose} which checks fail, but never why: the
 * reasons are in the log.
 */
@WebServlet(urlPatterns = {"/livez", "/livez/*", "/readyz", "/readyz/*", "/healthz", "/healthz/*"})
public class HealthServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject @Any private transient @Nullable Instance<HealthCheck> checks;

  /** Answers any method, as Kubernetes does. */
  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<HealthCheckResponse> results = new ArrayList<>();
    results.add(HealthCheckResponse.up("ping"));
    if (!request.getServletPath().equals("/readyz")) {
      results.addAll(call(Liveness.Literal.INSTANCE));
    }
    if (!request.getServletPath().equals("/livez")) {
      results.addAll(call(Readiness.Literal.INSTANCE));
    }
    String only = request.getPathInfo();
    if (only != null && only.length() > 1) {
      results.removeIf(result -> !result.getName().equals(only.substring(1)));
    }
    List<String> excluded = parameters(request, "exclude");
    results.removeIf(result -> excluded.contains(result.getName()));
    boolean good =
        results.stream().allMatch(result -> result.getStatus() == HealthCheckResponse.Status.UP);
    response.setHeader("Content-Type", "text/plain; charset=utf-8");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (results.isEmpty() && excluded.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      print(response, "404 page not found\n");
      return;
    }
    response.setStatus(
        good ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader("Cache-Control", "no-cache, private");
    boolean verbose = !parameters(request, "verbose").isEmpty() || !good;
    print(response, verbose ? lines(request.getServletPath(), results, good) : "ok");
  }

  /** Not by the writer, which would put a charset of its own into the head. */
  private static void print(HttpServletResponse response, String text) throws IOException {
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> parameters(HttpServletRequest request, String name) {
    return request.getAttribute(RequestFilter.API_REQUEST) instanceof ApiRequest api
        ? api.query().getOrDefault(name, List.of())
        : List.of();
  }

  private List<HealthCheckResponse> call(Annotation qualifier) {
    List<HealthCheckResponse> results = new ArrayList<>();
    if (checks != null) {
      checks.select(qualifier).forEach(check -> results.add(check.call()));
    }
    return results;
  }

  private static String lines(String path, List<HealthCheckResponse> results, boolean good) {
    StringBuilder text = new StringBuilder();
    for (HealthCheckResponse result : results) {
      boolean up = result.getStatus() == HealthCheckResponse.Status.UP;
      text.append(up ? "[+]" : "[-]")
          .append(result.getName())
          .append(up ? " ok" : " failed: reason withheld")
          .append('\n');
    }
    return text.append(path.substring(1))
        .append(" check ")
        .append(good ? "passed" : "failed")
        .append('\n')
        .toString();
  }
}
