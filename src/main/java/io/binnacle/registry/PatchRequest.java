package io.binnacle.registry;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A patch: its format and its document, which is applied anew to each version that a conflict
 * brings up.
 */
public record PatchRequest(Format format, JsonNode document) {
  /** The patch formats of the API. */
  public enum Format {
    JSON,
    MERGE,
    STRATEGIC,
    APPLY
  }
}
