package io.binnacle.admission.plugin.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the labels of a namespace ask for.
 *
 * @param enforce pods that break it are refused
 * @param warn clients are warned of objects that break it
 * @param errors labels that say nothing sensible
 */
record NamespacePolicy(Standard enforce, Standard warn, List<FieldError> errors) {
  private static final String PREFIX = "pod-security.kubernetes.io/";

  NamespacePolicy {
    errors = List.copyOf(errors);
  }

  /**
   * Where labels are wrong, enforcing fails closed and warning fails open. A namespace that
   * enforces and says nothing of warnings warns of what it would not let through.
   */
  static NamespacePolicy of(JsonNode namespace) {
    Labels labels = new Labels(namespace.path("metadata").path("labels"), new ArrayList<>());
    Standard enforce = labels.standard("enforce", Standard.STRICTEST);
    labels.standard("audit", Standard.PRIVILEGED);
    Standard warn = labels.standard("warn", Standard.PRIVILEGED);
    if (labels.has("enforce") && !labels.has("warn")) {
      warn = enforce;
    }
    return new NamespacePolicy(enforce, warn, labels.errors());
  }

  boolean isPrivileged() {
    return enforce.isPrivileged() && warn.isPrivileged();
  }

  private record Labels(JsonNode labels, List<FieldError> errors) {
    boolean has(String mode) {
      return labels.hasNonNull(PREFIX + mode);
    }

    Standard standard(String mode, Standard whereWrong) {
      Level level = Level.PRIVILEGED;
      PolicyVersion version = PolicyVersion.LATEST;
      if (has(mode)) {
        Optional<Level> parsed = Level.parse(text(mode));
        if (parsed.isEmpty()) {
          wrong(mode, "must be one of privileged, baseline, restricted");
        }
        level = parsed.orElse(whereWrong.level());
      }
      String versioned = mode + "-version";
      if (has(versioned)) {
        Optional<PolicyVersion> parsed = PolicyVersion.parse(text(versioned));
        if (parsed.isEmpty()) {
          wrong(versioned, "must be \"latest\" or \"v1.x\"");
        }
        version = parsed.orElse(whereWrong.version());
      }
      return new Standard(level, version);
    }

    private String text(String name) {
      return labels.path(PREFIX + name).asText();
    }

    private void wrong(String name, String why) {
      FieldPath path = FieldPath.of("metadata", "labels").key(PREFIX + name);
      errors.add(FieldError.invalid(path, text(name), why));
    }
  }
}
