package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One object of the test kind as several managers write it, a minute after each other. */
final class TestObject {
  static final String VERSION = "example.com/v1";
  private static final FieldSet STATUS = FieldSet.of(FieldSet.path("status"));

  private final FieldOwnership ownership;
  private ObjectNode live = Json.object();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  TestObject() {
    this(TestType.kind());
  }

  TestObject(FieldType type) {
    ownership = new FieldOwnership(versions(type));
  }

  /** A kind of two versions of the same shape; writes to the object reset the status. */
  static ObjectVersions versions(FieldType type) {
    return new ObjectVersions() {
      @Override
      public @Nullable FieldType type(String apiVersion) {
        return apiVersion.equals(VERSION) || apiVersion.equals("example.com/v2") ? type : null;
      }

      @Override
      public ObjectNode convert(ObjectNode object, String apiVersion) {
        return object;
      }

      @Override
      public boolean schemaMayChange() {
        return false;
      }

      @Override
      public FieldSet resetFields(String apiVersion) {
        return STATUS;
      }
    };
  }

  /** JSON with single quotes. */
  static ObjectNode json(String text) {
    return Json.readTrusted(text.replace('\'', '"'));
  }

  private static ObjectNode object(String spec) {
    ObjectNode object = json("{'apiVersion':'" + VERSION + "','kind':'Test'}");
    object.putObject("metadata").put("name", "a");
    object.set("spec", json(spec));
    return object;
  }

  private FieldWriter writer(String manager, String apiVersion, String subresource) {
    now = now.plusSeconds(60);
    return new FieldWriter(manager, apiVersion, subresource, now);
  }

  TestObject create(String manager, String spec) {
    ObjectNode created = object(spec);
    ownership.create(created, writer(manager, VERSION, ""));
    ((ObjectNode) created.get("metadata")).put("uid", "u");
    live = created;
    return this;
  }

  TestObject apply(String manager, String spec) {
    live = ownership.apply(live, object(spec), writer(manager, VERSION, ""), false);
    return this;
  }

  TestObject force(String manager, String spec) {
    live = ownership.apply(live, object(spec), writer(manager, VERSION, ""), true);
    return this;
  }

  /** Replaces the spec. */
  TestObject update(String manager, String spec) {
    return update(manager, VERSION, spec);
  }

  TestObject update(String manager, String apiVersion, String spec) {
    ObjectNode changed = live.deepCopy();
    changed.set("spec", json(spec));
    ownership.update(live, changed, writer(manager, apiVersion, ""));
    live = changed;
    return this;
  }

  TestObject updateStatus(String manager, int replicas) {
    ObjectNode changed = live.deepCopy();
    changed.putObject("status").put("replicas", replicas);
    new FieldOwnership(statusVersions()).update(live, changed, writer(manager, VERSION, "status"));
    live = changed;
    return this;
  }

  private static ObjectVersions statusVersions() {
    return new ObjectVersions() {
      @Override
      public FieldType type(String apiVersion) {
        return TestType.kind();
      }

      @Override
      public ObjectNode convert(ObjectNode object, String apiVersion) {
        return object;
      }

      @Override
      public boolean schemaMayChange() {
        return false;
      }

      @Override
      public FieldSet resetFields(String apiVersion) {
        return FieldSet.of(FieldSet.path("spec"));
      }
    };
  }

  /** Writes the managedFields that a client sends. */
  TestObject send(String manager, JsonNode managedFields) {
    ObjectNode changed = live.deepCopy();
    ((ObjectNode) changed.get("metadata")).set("managedFields", managedFields);
    ownership.update(live, changed, writer(manager, VERSION, ""));
    live = changed;
    return this;
  }

  TestObject annotate(String name, String value) {
    live = live.deepCopy();
    ((ObjectNode) live.get("metadata")).withObject("annotations").put(name, value);
    return this;
  }

  ObjectNode tree() {
    return live;
  }

  JsonNode spec() {
    return live.path("spec");
  }

  JsonNode entries() {
    return live.path("metadata").path("managedFields");
  }

  /** The fields of a manager's entries, as JSON with single quotes; empty without an entry. */
  String fieldsOf(String manager) {
    StringBuilder text = new StringBuilder();
    for (JsonNode entry : entries()) {
      if (entry.path("manager").asText().equals(manager)) {
        text.append(Json.writeText(entry.path("fieldsV1")).replace('"', '\''));
      }
    }
    return text.toString();
  }

  JsonNode entry(String manager) {
    for (JsonNode entry : entries()) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry;
      }
    }
    return Json.object();
  }
}
