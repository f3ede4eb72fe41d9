package io.binnacle.apimachinery.managedfields;

import io.binnacle.apimachinery.runtime.Json;

/**
 * What tells the entries of managedFields apart. Who updates through several versions has an entry
 * for each; who applies has one, whatever version it applied last (then the key's is empty).
 */
record ManagerKey(String manager, Operation operation, String apiVersion, String subresource) {
  /** As messages name it. */
  String describe() {
    String text = Json.writeText(Json.mapper().getNodeFactory().textNode(manager));
    if (!subresource.isEmpty()) {
      text += " with subresource \"" + subresource + "\"";
    }
    return operation == Operation.UPDATE ? text + " using " + apiVersion : text;
  }
}
