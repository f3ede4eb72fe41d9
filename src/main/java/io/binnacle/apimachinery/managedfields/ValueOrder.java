package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Iterator;

/** The order of values among path elements: by type, then by value. */
enum ValueOrder implements Comparator<JsonNode> {
  INSTANCE;

  @Override
  public int compare(JsonNode a, JsonNode b) {
    int types = Integer.compare(rank(a), rank(b));
    if (types != 0) {
      return types;
    }
    return switch (a.getNodeType()) {
      case NUMBER -> a.decimalValue().compareTo(b.decimalValue());
      case BOOLEAN -> Boolean.compare(a.asBoolean(), b.asBoolean());
      case ARRAY -> compareItems(a, b);
      case STRING, BINARY -> a.asText().compareTo(b.asText());
      case OBJECT, POJO -> GoText.json(a).compareTo(GoText.json(b));
      case NULL, MISSING -> 0;
    };
  }

  private int compareItems(JsonNode a, JsonNode b) {
    Iterator<JsonNode> left = a.iterator();
    Iterator<JsonNode> right = b.iterator();
    while (left.hasNext() && right.hasNext()) {
      int order = compare(left.next(), right.next());
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int rank(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> 0;
      case STRING, BINARY -> 1;
      case BOOLEAN -> 2;
      case ARRAY -> 3;
      case OBJECT, POJO -> 4;
      case NULL, MISSING -> 5;
    };
  }
}
