package io.binnacle.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The smallest objects that are valid, from {@code samples.json}; a kind that is not there needs no
 * more than a name.
 */
final class SampleObjects {
  private static final JsonNode SAMPLES = read();

  private SampleObjects() {}

  private static JsonNode read() {
    try (InputStream in = SampleObjects.class.getResourceAsStream("samples.json")) {
      return Json.readTrusted(Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String nameOf(String resource) {
    return SAMPLES.path("objects").path(resource).at("/metadata/name").asText("a");
  }

  static String of(String resource) {
    ObjectNode object =
        SAMPLES.path("objects").path(resource) instanceof ObjectNode sample
            ? sample.deepCopy()
            : Json.object();
    Trees.child(object, "metadata").put("name", nameOf(resource));
    return Json.writeText(object);
  }

  /** What a status can say. */
  static String statusOf(String resource) {
    JsonNode status = SAMPLES.path("statuses").path(resource);
    return status.isObject()
        ? Json.writeText(status)
        : "{\"conditions\":[{\"type\":\"T\",\"status\":\"True\"}]}";
  }
}
