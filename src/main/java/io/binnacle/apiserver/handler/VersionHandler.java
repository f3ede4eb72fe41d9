package io.binnacle.apiserver.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers {@code /version}: the Kubernetes level that clients adapt to, and Binnacle's own version
 * behind it.
 */
public final class VersionHandler implements RequestHandler {
  private final ObjectNode version;

  /**
   * @param level the Kubernetes minor level, such as {@code 1.36}
   */
  public VersionHandler(String level, String binnacleVersion) {
    String[] parts = level.split("\\.");
    version = Json.object();
    version.put("major", parts[0]);
    version.put("minor", parts[1]);
    version.put("gitVersion", "v" + level + ".0+binnacle-" + binnacleVersion);
    version.put("gitCommit", "");
    version.put("gitTreeState", "clean");
    version.put("buildDate", "1970-01-01T00:00:00Z");
    version.put("goVersion", "");
    version.put("compiler", "javac");
    version.put("platform", "linux/" + architecture());
  }

  private static String architecture() {
    String architecture = System.getProperty("os.arch", "");
    return architecture.equals("aarch64") ? "arm64" : architecture;
  }

  @Override
  public boolean handles(RequestInfo info) {
    return info.path().equals("/version") || info.path().equals("/version/");
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    if (!request.info().verb().equals("get")) {
      throw ApiException.noSuchMethod();
    }
    return CompletableFuture.completedFuture(new ApiResult.DocumentResult(200, version, List.of()));
  }
}
