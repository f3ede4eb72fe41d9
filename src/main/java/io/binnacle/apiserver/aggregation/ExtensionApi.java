package io.binnacle.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.extension.ExtensionClients.Trust;
import java.util.Optional;

/**
 * A group version that an extension API server serves, as its APIService says.
 *
 * @param name of the APIService
 * @param available whether its last check, by whichever server, found it able to serve
 */
record ExtensionApi(
    String name,
    GroupVersion groupVersion,
    ObjectKey service,
    int port,
    Trust trust,
    Priority priority,
    boolean available) {
  static final String AVAILABLE = "Available";
  private static final int HTTPS_PORT = 443;

  /** The places of the group and of the version in discovery, the higher the earlier. */
  record Priority(int group, int version) {}

  /** Empty for an APIService of a group version that this server serves itself. */
  static Optional<ExtensionApi> of(ApiObject apiService) {
    JsonNode spec = apiService.tree().path("spec");
    JsonNode service = spec.path("service");
    if (!service.isObject()) {
      return Optional.empty();
    }
    String namespace = service.path("namespace").asText();
    String name = service.path("name").asText();
    return Optional.of(
        new ExtensionApi(
            apiService.name(),
            new GroupVersion(spec.path("group").asText(), spec.path("version").asText()),
            new ObjectKey(namespace, name),
            service.path("port").asInt(HTTPS_PORT),
            Trust.ofService(
                spec.path("caBundle").asText(),
                spec.path("insecureSkipTLSVerify").asBoolean(),
                namespace,
                name),
            new Priority(
                spec.path("groupPriorityMinimum").asInt(), spec.path("versionPriority").asInt()),
            Conditions.isTrue(apiService.tree(), AVAILABLE)));
  }

  /** The path below which everything is the extension API server's. */
  String path() {
    return "/apis/" + groupVersion.apiVersion();
  }

  boolean isPrefixOf(String path) {
    String own = path();
    return path.startsWith(own)
        && (path.length() == own.length() || path.charAt(own.length()) == '/');
  }
}
