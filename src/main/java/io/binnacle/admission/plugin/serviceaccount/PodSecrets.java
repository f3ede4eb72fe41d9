package io.binnacle.admission.plugin.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Finds whether a pod refers to a secret anywhere. */
final class PodSecrets {
  private static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  /** Volume sources whose secret is named by this field. */
  private static final List<String> SECRET_REFERENCES =
      List.of("secretRef", "nodePublishSecretRef");

  private PodSecrets() {}

  static boolean any(JsonNode spec) {
    if (!spec.path("imagePullSecrets").isEmpty()) {
      return true;
    }
    for (String list : CONTAINER_LISTS) {
      for (JsonNode container : spec.path(list)) {
        if (inEnvironment(container)) {
          return true;
        }
      }
    }
    for (JsonNode volume : spec.path("volumes")) {
      if (inVolume(volume)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inEnvironment(JsonNode container) {
    for (JsonNode source : container.path("envFrom")) {
      if (source.has("secretRef")) {
        return true;
      }
    }
    for (JsonNode variable : container.path("env")) {
      if (variable.path("valueFrom").has("secretKeyRef")) {
        return true;
      }
    }
    return false;
  }

  private static boolean inVolume(JsonNode volume) {
    if (volume.has("secret") || volume.path("azureFile").has("secretName")) {
      return true;
    }
    for (JsonNode source : volume.path("projected").path("sources")) {
      if (source.has("secret")) {
        return true;
      }
    }
    for (JsonNode source : volume) {
      for (String reference : SECRET_REFERENCES) {
        if (source.has(reference)) {
          return true;
        }
      }
    }
    return false;
  }
}
