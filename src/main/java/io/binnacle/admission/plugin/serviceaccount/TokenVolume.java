package io.binnacle.admission.plugin.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.random.RandomGenerator;

/**
 * The volume through which a pod gets its token, the cluster's CA and its namespace, and its
 * mounts.
 */
final class TokenVolume {
  private static final String NAME_PREFIX = "kube-api-access-";
  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final int DEFAULT_MODE = 0644;

  /** A little over an hour: by this number the issuer knows a token that old clients may hold. */
  private static final int EXPIRATION_SECONDS = 3607;

  /** No vowels and no digits that look like them: no words come about. */
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private static final int RANDOM_LETTERS = 5;

  private final RandomGenerator random;

  TokenVolume(RandomGenerator random) {
    this.random = random;
  }

  /** Mounts the token into every container that has nothing mounted at the path. */
  void mount(ObjectNode spec) {
    String existing = existingVolume(spec);
    String name = existing.isEmpty() ? newName() : existing;
    boolean used = mountInto(spec.path("initContainers"), name);
    used |= mountInto(spec.path("containers"), name);
    if (used && existing.isEmpty()) {
      spec.withArrayProperty("volumes").add(volume(name));
    }
  }

  private static String existingVolume(ObjectNode spec) {
    for (JsonNode volume : spec.path("volumes")) {
      String name = volume.path("name").asText();
      if (name.startsWith(NAME_PREFIX)) {
        return name;
      }
    }
    return "";
  }

  private String newName() {
    StringBuilder name = new StringBuilder(NAME_PREFIX);
    for (int i = 0; i < RANDOM_LETTERS; i++) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }

  private static boolean mountInto(JsonNode containers, String volume) {
    boolean any = false;
    for (JsonNode container : containers) {
      if (container instanceof ObjectNode tree && !hasMount(tree)) {
        tree.withArrayProperty("volumeMounts")
            .addObject()
            .put("name", volume)
            .put("readOnly", true)
            .put("mountPath", MOUNT_PATH);
        any = true;
      }
    }
    return any;
  }

  private static boolean hasMount(JsonNode container) {
    for (JsonNode mount : container.path("volumeMounts")) {
      if (mount.path("mountPath").asText().equals(MOUNT_PATH)) {
        return true;
      }
    }
    return false;
  }

  private static ObjectNode volume(String name) {
    ObjectNode volume = Json.object().put("name", name);
    ObjectNode projected = volume.putObject("projected");
    ArrayNode sources = projected.putArray("sources");
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("expirationSeconds", EXPIRATION_SECONDS)
        .put("path", "token");
    ObjectNode authority =
        sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
    authority.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
    ObjectNode namespace =
        sources.addObject().putObject("downwardAPI").putArray("items").addObject();
    namespace.put("path", "namespace");
    namespace.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
    projected.put("defaultMode", DEFAULT_MODE);
    return volume;
  }
}
