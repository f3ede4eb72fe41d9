package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of {@code status.storedVersions}: no version that objects are stored in may go. A
 * migration may write any list; it is held against the versions when the definition is written.
 */
final class StoredVersions {
  private static final FieldPath PATH = FieldPath.of("status", "storedVersions");

  private StoredVersions() {}

  static List<FieldError> validate(JsonNode definition) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode list = definition.at("/status/storedVersions");
    List<String> stored = Trees.texts(list);
    if (stored.isEmpty()) {
      errors.add(FieldError.invalid(PATH, list, "must have at least one stored version"));
      return errors;
    }
    List<String> defined = new ArrayList<>();
    for (JsonNode version : definition.at("/spec/versions")) {
      String name = version.path("name").asText();
      defined.add(name);
      if (version.path("storage").asBoolean() && !stored.contains(name)) {
        errors.add(FieldError.invalid(PATH, list, "must have the storage version " + name));
      }
    }
    for (int i = 0; i < stored.size(); i++) {
      if (!defined.contains(stored.get(i))) {
        errors.add(FieldError.invalid(PATH.index(i), stored.get(i), missing(stored.get(i))));
      }
    }
    return errors;
  }

  private static String missing(String version) {
    return "missing from spec.versions; "
        + version
        + " was previously a storage version, and must remain in spec.versions until a storage"
        + " migration ensures no data remains persisted in "
        + version
        + " and removes "
        + version
        + " from status.storedVersions";
  }
}
