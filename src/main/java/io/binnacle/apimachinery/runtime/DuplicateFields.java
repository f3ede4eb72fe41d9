package io.binnacle.apimachinery.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds fields that one JSON object gives twice: a parsed tree shows only the last of them. */
public final class DuplicateFields {
  private DuplicateFields() {}

  /**
   * @return a message for each duplicate, in document order: {@code duplicate field
   *     "metadata.name"}
   * @throws IOException when the bytes are not JSON
   */
  public static List<String> find(byte[] json) throws IOException {
    List<String> messages = new ArrayList<>();
    Deque<Set<String>> seen = new ArrayDeque<>();
    try (JsonParser parser = Json.mapper().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> seen.push(new HashSet<>());
          case END_OBJECT -> seen.pop();
          case FIELD_NAME -> {
            if (!seen.element().add(parser.currentName())) {
              messages.add("duplicate field \"" + path(parser.getParsingContext()) + "\"");
            }
          }
          default -> {
            // Values and arrays hold no names of their own.
          }
        }
      }
    }
    return messages;
  }

  private static String path(JsonStreamContext innermost) {
    Deque<String> segments = new ArrayDeque<>();
    for (JsonStreamContext at = innermost; at != null && !at.inRoot(); at = at.getParent()) {
      segments.push(at.inArray() ? "[" + at.getCurrentIndex() + "]" : "." + at.getCurrentName());
    }
    String path = String.join("", segments);
    return path.startsWith(".") ? path.substring(1) : path;
  }
}
