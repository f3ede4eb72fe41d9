package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The annotation in which {@code kubectl apply} keeps what it applied from the client's side. While
 * an object is moved to server-side apply, what the annotation says is no conflict for kubectl, and
 * the annotation is kept current, so that the object can be moved back.
 */
final class LastApplied {
  static final String MANAGER = "kubectl";
  static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
  private static final String METADATA = "metadata";
  private static final String ANNOTATIONS = "annotations";
  private static final int MAX_ANNOTATION_BYTES = 256 * 1024;

  private LastApplied() {}

  private static String of(ObjectNode object) {
    return object.path(METADATA).path(ANNOTATIONS).path(ANNOTATION).asText();
  }

  /** The fields that were applied from the client's side and are still as they were applied. */
  static FieldSet unchangedFields(FieldType type, ObjectNode live, String apiVersion) {
    String text = of(live);
    if (text.isEmpty()) {
      return FieldSet.EMPTY;
    }
    JsonNode applied;
    try {
      applied = Json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Anybody may have written the annotation: what is no JSON excuses no conflict.
      return FieldSet.EMPTY;
    }
    if (!applied.path("apiVersion").asText().equals(apiVersion)
        || TypeValidation.check(type, applied) != null) {
      return FieldSet.EMPTY;
    }
    Changes since = Comparison.of(type, applied, live);
    return FieldExtraction.of(type, applied)
        .difference(since.written())
        .difference(since.removed());
  }

  /** Brings an annotation that is there up to date with what was just applied. */
  static void renew(ObjectNode object, ObjectNode configuration) {
    if (of(object).isEmpty()) {
      return;
    }
    ObjectNode applied = configuration.deepCopy();
    if (applied.path(METADATA).path(ANNOTATIONS) instanceof ObjectNode annotations) {
      annotations.remove(ANNOTATION);
    }
    ObjectNode annotations = (ObjectNode) object.path(METADATA).path(ANNOTATIONS);
    annotations.put(ANNOTATION, GoText.json(applied) + "\n");
    int size = 0;
    for (var annotation : annotations.properties()) {
      size += utf8Length(annotation.getKey()) + utf8Length(annotation.getValue().asText());
    }
    if (size > MAX_ANNOTATION_BYTES) {
      annotations.remove(ANNOTATION);
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
