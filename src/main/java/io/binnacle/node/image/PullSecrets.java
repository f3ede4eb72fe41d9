package io.binnacle.node.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.RegistryCredentials;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the credentials that a pod's image pull secrets hold for an image. */
final class PullSecrets {
  private static final System.Logger LOG = System.getLogger(PullSecrets.class.getName());

  private final ClusterObjects cluster;

  PullSecrets(ClusterObjects cluster) {
    this.cluster = cluster;
  }

  /** The credentials to try, in order; a secret that is missing or malformed is left out. */
  List<RegistryCredentials> credentials(NodePod pod, String image) {
    List<RegistryCredentials> found = new ArrayList<>();
    for (LocalObjectReference reference : pod.spec().getImagePullSecrets()) {
      try {
        Optional<ApiObject> secret = cluster.secret(pod.namespace(), reference.getName());
        if (secret.isPresent()) {
          found.addAll(matching(secret.get(), image));
        }
      } catch (ApiException | IOException | IllegalArgumentException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "image pull secret {0}/{1} cannot be used",
            pod.namespace(),
            reference.getName());
      }
    }
    return found;
  }

  private static List<RegistryCredentials> matching(ApiObject secret, String image)
      throws IOException {
    JsonNode data = secret.tree().path("data");
    List<RegistryCredentials> found = new ArrayList<>();
    JsonNode registries =
        data.has(".dockerconfigjson")
            ? Json.read(decode(data.path(".dockerconfigjson"))).path("auths")
            : data.has(".dockercfg") ? Json.read(decode(data.path(".dockercfg"))) : Json.object();
    for (var entry : registries.properties()) {
      if (matches(entry.getKey(), image)) {
        found.add(credentials(entry.getKey(), entry.getValue()));
      }
    }
    return found;
  }

  private static RegistryCredentials credentials(String server, JsonNode entry) {
    String user = entry.path("username").asText();
    String password = entry.path("password").asText();
    if (user.isEmpty() && entry.hasNonNull("auth")) {
      String pair = new String(decode(entry.path("auth")), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon >= 0) {
        user = pair.substring(0, colon);
        password = pair.substring(colon + 1);
      }
    }
    return new RegistryCredentials(server, user, password);
  }

  /**
   * Whether an entry's key, such as {@code registry.example.com}, {@code *.example.com/team} or
   * Docker's own for images without a registry name, is for the image.
   */
  static boolean matches(String key, String image) {
    String plain = key.replaceFirst("^https?://", "").replaceFirst("/(v1|v2)?/?$", "");
    String normalKey =
        plain.replaceFirst("^(index\\.docker\\.io|registry-1\\.docker\\.io)", "docker.io");
    String repository = ImageReference.repository(image);
    int slash = normalKey.indexOf('/');
    String host = slash < 0 ? normalKey : normalKey.substring(0, slash);
    String path = slash < 0 ? "" : normalKey.substring(slash);
    String imageHost = ImageReference.registry(image);
    return hostMatches(host, imageHost)
        && repository.substring(imageHost.length()).startsWith(path);
  }

  private static boolean hostMatches(String pattern, String host) {
    String[] patternParts = pattern.split("\\.");
    String[] hostParts = host.split("\\.");
    if (patternParts.length != hostParts.length) {
      return false;
    }
    for (int i = 0; i < hostParts.length; i++) {
      String regex = Pattern.quote(patternParts[i]).replace("*", "\\E.*\\Q");
      if (!hostParts[i].matches(regex)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] decode(JsonNode base64) {
    return Base64.getMimeDecoder().decode(base64.asText());
  }
}
