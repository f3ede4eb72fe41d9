package io.binnacle.registry.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.nio.charset.StandardCharsets;

/** What ConfigMaps and Secrets have in common. */
public final class KeyedData {
  /** How much one object may hold. */
  public static final int MAX_BYTES = 1024 * 1024;

  private KeyedData() {}

  public static long textBytes(JsonNode map) {
    long bytes = 0;
    for (JsonNode value : map) {
      bytes += value.asText().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  /** The size of base64 values once decoded. */
  public static long decodedBytes(JsonNode map) {
    long bytes = 0;
    for (JsonNode value : map) {
      String text = value.asText();
      int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
      bytes += text.length() / 4 * 3L - padding;
    }
    return bytes;
  }

  /** The whole object is too large; Kubernetes names no field where it is about all of it. */
  public static FieldError tooLong(String path) {
    return new FieldError(
        FieldError.Type.TOO_LONG, path, null, "may not be more than " + MAX_BYTES + " bytes");
  }

  public static FieldError immutable(String field) {
    return FieldError.forbidden(FieldPath.of(field), "field is immutable when `immutable` is set");
  }
}
