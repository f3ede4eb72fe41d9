package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;

/** The one case in which types may stand within junctors: a value may be an integer or a string. */
final class JunctorTypes {
  private static final JsonNode EITHER =
      Json.mapper()
          .createArrayNode()
          .add(Json.object().put("type", "integer"))
          .add(Json.object().put("type", "string"));

  private JunctorTypes() {}

  static boolean areInAnyOf(JsonNode schema) {
    return schema.path("anyOf").equals(EITHER);
  }

  static boolean areInFirstOfAll(JsonNode schema) {
    return areInAnyOf(schema.path("allOf").path(0));
  }
}
