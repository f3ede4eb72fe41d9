package io.binnacle.apimachinery.managedfields;

import static io.binnacle.apimachinery.managedfields.TestObject.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import org.junit.jupiter.api.Test;

class ScaleFieldsTest {
  private static final ScaleFields FIELDS = new ScaleFields(".spec.replicas");

  private static ObjectNode entry(
      String manager, String operation, String version, String subresource, String fields) {
    ObjectNode entry = Json.object();
    entry.put("manager", manager).put("operation", operation).put("apiVersion", version);
    entry.put("time", "2026-01-01T00:00:00Z").put("fieldsType", "FieldsV1");
    entry.set("fieldsV1", json(fields));
    if (!subresource.isEmpty()) {
      entry.put("subresource", subresource);
    }
    return entry;
  }

  private static ObjectNode object(ObjectNode... entries) {
    ObjectNode object = json("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{}}");
    for (ObjectNode entry : entries) {
      object.withObject("metadata").withArray("managedFields").add(entry);
    }
    return object;
  }

  private static String owners(ObjectNode object) {
    StringBuilder text = new StringBuilder();
    object
        .path("metadata")
        .path("managedFields")
        .forEach(entry ->
            text.append(entry.path("manager").asText())
                .append(' ')
                .append(entry.path("apiVersion").asText())
                .append(' ')
                .append(entry.has("time") ? "timed " : "")
                .append(Json.writeText(entry.path("fieldsV1")).replace('"', '\''))
                .append('\n'));
    return text.toString();
  }

  @Test
  void ownersOfReplicasOwnTheScales() {
    ObjectNode scale = Json.object();
    FIELDS.toScale(
        object(
            entry("a", "Apply", "apps/v1", "", "{'f:spec':{'f:replicas':{},'f:paused':{}}}"),
            entry("b", "Update", "apps/v1", "", "{'f:spec':{'f:paused':{}}}")),
        scale);
    assertThat(owners(scale)).isEqualTo("a autoscaling/v1 timed {'f:spec':{'f:replicas':{}}}\n");
  }

  @Test
  void whoTakesTheScaleTakesTheReplicas() {
    ObjectNode object =
        object(
            entry("a", "Apply", "apps/v1", "", "{'f:spec':{'f:replicas':{},'f:paused':{}}}"),
            entry("b", "Update", "apps/v1", "", "{'f:spec':{'f:replicas':{}}}"));
    ObjectNode scale =
        object(entry("s", "Update", "autoscaling/v1", "scale", "{'f:spec':{'f:replicas':{}}}"));
    FIELDS.toObject(scale, object);
    assertThat(owners(object))
        .isEqualTo(
            "a apps/v1 timed {'f:spec':{'f:paused':{}}}\n"
                + "s apps/v1 {'f:spec':{'f:replicas':{}}}\n");
  }

  @Test
  void anOwnerThatStaysKeepsItsEntry() {
    ObjectNode object =
        object(entry("b", "Update", "apps/v1", "", "{'f:spec':{'f:paused':{},'f:replicas':{}}}"));
    ObjectNode before = object.deepCopy();
    ObjectNode scale = Json.object();
    FIELDS.toScale(object, scale);
    FIELDS.toObject(scale, object);
    assertThat(object).isEqualTo(before);
  }
}
