package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** The groups of the Kubernetes community, whose kinds need its approval (KEP-1111). */
final class ProtectedGroups {
  private static final String ANNOTATION = "api-approved.kubernetes.io";
  private static final FieldPath PATH = FieldPath.of("metadata", "annotations").key(ANNOTATION);
  private static final String SEE = ", see https://github.com/kubernetes/enhancements/pull/1111";

  private ProtectedGroups() {}

  static List<FieldError> validate(JsonNode definition) {
    String group = definition.at("/spec/group").asText();
    if (!isProtected(group)) {
      return List.of();
    }
    String approval = definition.path("metadata").path("annotations").path(ANNOTATION).asText();
    if (approval.isEmpty()) {
      return List.of(
          FieldError.required(
              PATH, "protected groups must have approval annotation \"" + ANNOTATION + "\"" + SEE));
    }
    return approval.startsWith("unapproved") || isUrl(approval)
        ? List.of()
        : List.of(
            FieldError.invalid(
                PATH,
                approval,
                "protected groups must have approval annotation \""
                    + ANNOTATION
                    + "\" with either a URL or a reason starting with \"unapproved\""
                    + SEE));
  }

  private static boolean isProtected(String group) {
    return group.equals("k8s.io")
        || group.endsWith(".k8s.io")
        || group.equals("kubernetes.io")
        || group.endsWith(".kubernetes.io");
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null && uri.getScheme() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
