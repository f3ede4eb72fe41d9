package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The rules of {@code status.storedVersions}: no version that objects are stored in may go. */
final class StoredVersions {
  private static final FieldPath PATH = FieldPath.of("status", "storedVersions");

  private StoredVersions() {}

  static List<FieldError> validate(JsonNode definition) {
    List<FieldError> errors = new ArrayList<>();
    List<String> stored = Trees.texts(definition.at("/status/storedVersions"));
    if (stored.isEmpty()) {
      errors.add(
          FieldError.invalidRaw(PATH, "[]string(nil)", "must have at least one stored version"));
      return errors;
    }
    List<String> defined = new ArrayList<>();
    String storage = "";
    for (JsonNode version : definition.at("/spec/versions")) {
      defined.add(version.path("name").asText());
      if (version.path("storage").asBoolean()) {
        storage = version.path("name").asText();
      }
    }
    if (!storage.isEmpty() && !stored.contains(storage)) {
      errors.add(
          FieldError.invalidRaw(
              PATH,
              stored.stream()
                  .map(name -> '"' + name + '"')
                  .collect(Collectors.joining(", ", "[]string{", "}")),
              "must have the storage version " + storage));
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
