package io.binnacle.controller.customresourcedefinition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;

/** Reads CustomResourceDefinitions. */
final class Definitions {
  private Definitions() {}

  static String group(ApiObject definition) {
    return definition.tree().at("/spec/group").asText();
  }

  /** A copy of the status. */
  static ObjectNode status(ApiObject definition) {
    return definition.tree().get("status") instanceof ObjectNode status
        ? status.deepCopy()
        : Json.object();
  }
}
