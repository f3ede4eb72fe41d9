package io.binnacle.node.volume;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.cluster.ServiceAccountTokens;
import io.binnacle.node.cluster.ServiceAccountTokens.TokenFor;
import io.binnacle.node.environment.Allocatable;
import io.binnacle.node.environment.PodFields;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Computes the files of ConfigMap, Secret, downward API and token volumes. */
final class Projections {
  private static final long DEFAULT_TOKEN_SECONDS = 3600;

  private final ClusterObjects cluster;
  private final ServiceAccountTokens tokens;
  private final Allocatable allocatable;

  Projections(ClusterObjects cluster, ServiceAccountTokens tokens, Allocatable allocatable) {
    this.cluster = cluster;
    this.tokens = tokens;
    this.allocatable = allocatable;
  }

  /** Which keys to take, and how. */
  record Selection(
      String name, List<KeyToPath> items, @Nullable Boolean optional, int defaultMode) {}

  Map<String, FileProjection> configMap(VolumeContext context, Selection selection) {
    Optional<ApiObject> found = cluster.configMap(context.pod().namespace(), selection.name());
    Map<String, byte[]> content = new LinkedHashMap<>();
    found.ifPresent(configMap -> {
      addAll(
          content,
          configMap.tree().path("data"),
          value -> value.asText().getBytes(StandardCharsets.UTF_8));
      addAll(content, configMap.tree().path("binaryData"), Projections::decode);
    });
    return select(content, found.isPresent(), "configmap", selection);
  }

  Map<String, FileProjection> secret(VolumeContext context, Selection selection) {
    Optional<ApiObject> found = cluster.secret(context.pod().namespace(), selection.name());
    Map<String, byte[]> content = new LinkedHashMap<>();
    found.ifPresent(secret -> addAll(content, secret.tree().path("data"), Projections::decode));
    return select(content, found.isPresent(), "secret", selection);
  }

  private static void addAll(
      Map<String, byte[]> content, JsonNode data, Function<JsonNode, byte[]> decode) {
    data.properties().forEach(entry -> content.put(entry.getKey(), decode.apply(entry.getValue())));
  }

  private static Map<String, FileProjection> select(
      Map<String, byte[]> content, boolean found, String kind, Selection selection) {
    boolean optional = Boolean.TRUE.equals(selection.optional);
    if (!found && !optional) {
      throw new VolumeException(kind + " \"" + selection.name + "\" not found");
    }
    Map<String, FileProjection> files = new LinkedHashMap<>();
    if (selection.items.isEmpty()) {
      content.forEach(
          (key, bytes) -> files.put(key, new FileProjection(bytes, selection.defaultMode)));
      return files;
    }
    for (KeyToPath item : selection.items) {
      byte[] bytes = content.get(item.getKey());
      if (bytes != null) {
        int mode = Objects.requireNonNullElse(item.getMode(), selection.defaultMode);
        files.put(item.getPath(), new FileProjection(bytes, mode));
      } else if (!optional) {
        throw new VolumeException("references non-existent " + kind + " key: " + item.getKey());
      }
    }
    return files;
  }

  Map<String, FileProjection> downwardApi(
      VolumeContext context, List<DownwardAPIVolumeFile> items, int defaultMode) {
    Map<String, FileProjection> files = new LinkedHashMap<>();
    for (DownwardAPIVolumeFile item : items) {
      String text =
          item.getFieldRef() != null
              ? PodFields.field(
                  context.pod(), context.addresses(), item.getFieldRef().getFieldPath())
              : PodFields.resource(
                  context.pod(), new Container(), item.getResourceFieldRef(), allocatable);
      int mode = Objects.requireNonNullElse(item.getMode(), defaultMode);
      files.put(item.getPath(), new FileProjection(text.getBytes(StandardCharsets.UTF_8), mode));
    }
    return files;
  }

  Map<String, FileProjection> token(
      VolumeContext context, ServiceAccountTokenProjection projection, int defaultMode) {
    String account = context.pod().spec().getServiceAccountName();
    String token =
        tokens.token(
            new TokenFor(
                context.pod().namespace(),
                account == null || account.isEmpty() ? "default" : account,
                context.pod().name(),
                context.pod().uid(),
                Objects.requireNonNullElse(projection.getAudience(), ""),
                Objects.requireNonNullElse(
                    projection.getExpirationSeconds(), DEFAULT_TOKEN_SECONDS)));
    return Map.of(
        projection.getPath(),
        new FileProjection(
            token.getBytes(StandardCharsets.UTF_8), tokenMode(context, defaultMode)));
  }

  /** A container that does not run as root must be able to read its token, and nobody else. */
  private static int tokenMode(VolumeContext context, int defaultMode) {
    var security = context.pod().spec().getSecurityContext();
    return security != null && security.getFsGroup() != null ? 0600 : defaultMode;
  }

  private static byte[] decode(JsonNode base64) {
    return Base64.getDecoder().decode(base64.asText());
  }
}
