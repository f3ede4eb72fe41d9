package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaEngine;
import io.binnacle.schema.StructuralSchemaEngine;
import io.binnacle.schema.structural.StructuralSchema;
import io.binnacle.schema.structural.ValueCheck;
import io.binnacle.schema.structural.ValueRules;
import java.util.List;

/** The rules of a default: what its own schema asks of it, once it has the defaults within it. */
final class DefaultRules {
  private static final String FIELD = "default";

  private DefaultRules() {}

  static void validate(
      FieldPath path, ObjectNode schema, Schema objectMetadata, List<FieldError> errors) {
    // The default stands in an object of one field, so that values of any type can be pruned.
    ObjectNode holder = Json.object();
    holder.set(FIELD, schema.get(FIELD).deepCopy());
    ObjectNode holderSchema = Json.object().put("type", "object");
    ObjectNode own = schema.deepCopy();
    own.remove(FIELD);
    holderSchema.putObject("properties").set(FIELD, own);
    StructuralSchema structure = StructuralSchema.ofResource(holderSchema, objectMetadata);
    SchemaEngine engine = new StructuralSchemaEngine();
    engine.prune(structure, holder);
    JsonNode pruned = holder.path(FIELD);
    if (!pruned.isMissingNode() && !Trees.same(pruned, schema.get(FIELD))) {
      errors.add(FieldError.invalid(path, schema.get(FIELD), "must not have unknown fields"));
      return;
    }
    engine.applyDefaults(structure, holder);
    JsonNode complete = pruned.isMissingNode() ? schema.get(FIELD) : holder.path(FIELD);
    errors.addAll(ValueCheck.check(ValueRules.of(own), complete, null, path.toString()));
  }
}
