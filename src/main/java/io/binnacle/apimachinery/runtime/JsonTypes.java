package io.binnacle.apimachinery.runtime;

import com.fasterxml.jackson.databind.JsonNode;

/** The names of JSON's types, as Kubernetes' messages use them. */
public final class JsonTypes {
  private JsonTypes() {}

  /** The name of a value's type: array, object, string, number, bool or null. */
  public static String name(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case STRING, BINARY -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      case NULL, MISSING -> "null";
    };
  }
}
