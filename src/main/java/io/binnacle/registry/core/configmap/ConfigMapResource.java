package io.binnacle.registry.core.configmap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.KeyedData;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ConfigMap kind. */
@Dependent
public final class ConfigMapResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "ConfigMap", "configmaps")
        .shortNames("cm")
        .columns(
            Columns.named()
                .text(
                    "Data",
                    "How many entries it has.",
                    o -> o.tree().path("data").size() + o.tree().path("binaryData").size())
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode data = object.path("data");
      JsonNode binary = object.path("binaryData");
      data.fieldNames()
          .forEachRemaining(key -> {
            FieldPath path = FieldPath.of("data").key(key);
            FieldChecks.invalid(key, FieldChecks.configKey(key), path, errors);
            if (binary.has(key)) {
              errors.add(FieldError.invalid(path, key, "duplicate of key present in binaryData"));
            }
          });
      binary
          .fieldNames()
          .forEachRemaining(key ->
              FieldChecks.invalid(
                  key, FieldChecks.configKey(key), FieldPath.of("binaryData").key(key), errors));
      if (KeyedData.textBytes(data) + KeyedData.decodedBytes(binary) > KeyedData.MAX_BYTES) {
        errors.add(KeyedData.tooLong("[]"));
      }
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      if (old.tree().path("immutable").asBoolean()) {
        if (!object.path("immutable").asBoolean()) {
          errors.add(KeyedData.immutable("immutable"));
        }
        for (String field : List.of("data", "binaryData")) {
          if (!Trees.same(object.get(field), old.tree().get(field))) {
            errors.add(KeyedData.immutable(field));
          }
        }
      }
      return errors;
    }
  }
}
