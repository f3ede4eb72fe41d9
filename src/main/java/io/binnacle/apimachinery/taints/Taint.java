package io.binnacle.apimachinery.taints;

import com.fasterxml.jackson.databind.JsonNode;

/** What keeps pods away from a node; an absent value is empty. */
public record Taint(String key, String value, String effect) {
  /** The entry of {@code spec.taints}. */
  public static Taint of(JsonNode taint) {
    return new Taint(
        taint.path("key").asText(), taint.path("value").asText(), taint.path("effect").asText());
  }
}
