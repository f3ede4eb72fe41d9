package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Types for tests, and the type of a small kind that has one field of each sort. */
record TestType(
    Form form,
    boolean atomic,
    Map<String, FieldType> fields,
    @Nullable FieldType undeclared,
    FieldType items,
    List<String> keys,
    Scalar scalar,
    Map<String, JsonNode> keyDefaults,
    List<String> present)
    implements FieldType {

  static final FieldType TEXT = scalar(Scalar.STRING);
  static final FieldType NUMBER = scalar(Scalar.NUMERIC);

  static FieldType scalar(Scalar scalar) {
    return type(Form.SCALAR, false, Map.of(), null, DEDUCED, List.of(), scalar);
  }

  static FieldType struct(Map<String, FieldType> fields) {
    return type(Form.MAP, false, fields, null, DEDUCED, List.of(), Scalar.UNTYPED);
  }

  static FieldType mapOf(FieldType values) {
    return type(Form.MAP, false, Map.of(), values, DEDUCED, List.of(), Scalar.UNTYPED);
  }

  static FieldType atomicMap() {
    return type(Form.MAP, true, Map.of(), TEXT, DEDUCED, List.of(), Scalar.UNTYPED);
  }

  static FieldType atomicList() {
    return type(Form.LIST, true, Map.of(), null, TEXT, List.of(), Scalar.UNTYPED);
  }

  static FieldType set() {
    return type(Form.LIST, false, Map.of(), null, TEXT, List.of(), Scalar.UNTYPED);
  }

  /** A list by keys, the second of which is TCP where it is left out. */
  static FieldType keyed(FieldType items, String... keys) {
    return new TestType(
        Form.LIST,
        false,
        Map.of(),
        null,
        items,
        List.of(keys),
        Scalar.UNTYPED,
        keys.length > 1 ? Map.of(keys[1], TextNode.valueOf("TCP")) : Map.of(),
        List.of());
  }

  /** A structure that objects always have. */
  static FieldType structWith(Map<String, FieldType> fields, String... present) {
    return new TestType(
        Form.MAP,
        false,
        fields,
        null,
        DEDUCED,
        List.of(),
        Scalar.UNTYPED,
        Map.of(),
        List.of(present));
  }

  private static FieldType type(
      Form form,
      boolean atomic,
      Map<String, FieldType> fields,
      @Nullable FieldType undeclared,
      FieldType items,
      List<String> keys,
      Scalar scalar) {
    return new TestType(form, atomic, fields, undeclared, items, keys, scalar, Map.of(), List.of());
  }

  /** A kind with a field of each sort. */
  static FieldType kind() {
    FieldType port = struct(Map.of("port", NUMBER, "protocol", TEXT, "name", TEXT));
    FieldType container =
        struct(Map.of("name", TEXT, "image", TEXT, "ports", keyed(port, "port", "protocol")));
    FieldType spec =
        struct(
            Map.of(
                "replicas", NUMBER,
                "paused", scalar(Scalar.BOOLEAN),
                "limit", scalar(Scalar.UNTYPED),
                "selector", atomicMap(),
                "args", atomicList(),
                "labels", mapOf(TEXT),
                "finalizers", set(),
                "containers", keyed(container, "name"),
                "strategy", struct(Map.of("type", TEXT, "surge", NUMBER)),
                "free", DEDUCED));
    FieldType metadata =
        struct(
            Map.of(
                "name", TEXT,
                "namespace", TEXT,
                "uid", TEXT,
                "resourceVersion", TEXT,
                "annotations", mapOf(TEXT),
                "managedFields", atomicList()));
    return structWith(
        Map.of(
            "apiVersion", TEXT,
            "kind", TEXT,
            "metadata", metadata,
            "spec", spec,
            "status", struct(Map.of("replicas", NUMBER))),
        "metadata",
        "spec",
        "status");
  }

  @Override
  public @Nullable FieldType declared(String name) {
    return fields.get(name);
  }

  @Override
  public @Nullable JsonNode defaultOfKey(String key) {
    return keyDefaults.get(key);
  }

  @Override
  public @Nullable JsonNode implied(String name) {
    return present.contains(name) ? Json.object() : null;
  }
}
