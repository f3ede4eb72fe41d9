package io.binnacle.schema.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Map;

/** The names of types in OpenAPI documents, and of their groups, from their names in protobuf. */
final class TypeNames {
  private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

  /** The types whose JSON is not that of their message, with the name of the form it has. */
  private static final Map<String, String> FORMS =
      Map.ofEntries(
          Map.entry(META + "Time", "date-time"),
          Map.entry(META + "MicroTime", "micro-time"),
          Map.entry(META + "Duration", "duration"),
          Map.entry(META + "FieldsV1", "fields"),
          Map.entry("k8s.io.apimachinery.pkg.api.resource.Quantity", "quantity"),
          Map.entry("k8s.io.apimachinery.pkg.util.intstr.IntOrString", "int-or-string"),
          Map.entry("k8s.io.apimachinery.pkg.runtime.RawExtension", "raw-extension"),
          Map.entry(EXTENSIONS + "JSON", "json"),
          Map.entry(EXTENSIONS + "JSONSchemaPropsOrBool", "schema-or-bool"),
          Map.entry(EXTENSIONS + "JSONSchemaPropsOrArray", "schema-or-array"),
          Map.entry(EXTENSIONS + "JSONSchemaPropsOrStringArray", "schema-or-strings"));

  private final JsonNode groups;

  /**
   * @param groups the API groups whose name is not their package segment followed by {@code
   *     .k8s.io}
   */
  TypeNames(JsonNode groups) {
    this.groups = groups;
  }

  /** {@code k8s.io.api.core.v1.Pod} is {@code io.k8s.api.core.v1.Pod} in OpenAPI. */
  static String component(Descriptor message) {
    return component(message.getFullName());
  }

  static String component(String protobufName) {
    return "io.k8s" + protobufName.substring("k8s.io".length()).replace('_', '-');
  }

  static String packageOf(String component) {
    return component.substring(0, component.lastIndexOf('.'));
  }

  static String simple(String component) {
    return component.substring(component.lastIndexOf('.') + 1);
  }

  /** The form of a type that has its own encoding; empty for a plain object. */
  static String form(Descriptor message) {
    return FORMS.getOrDefault(message.getFullName(), "");
  }

  /** Whether the message stands for a list, which protobuf cannot make optional otherwise. */
  static boolean isListWrapper(Descriptor message) {
    return message.getFields().size() == 1
        && message.getFields().getFirst().isRepeated()
        && message.getFields().getFirst().getName().equals("items")
        && message.getFields().getFirst().getType() == FieldDescriptor.Type.STRING;
  }

  /** The group's segment of a component's package, such as {@code core}. */
  static String segment(String packageName) {
    String[] parts = packageName.split("\\.");
    return parts[parts.length - 2];
  }

  static String version(String packageName) {
    return packageName.substring(packageName.lastIndexOf('.') + 1);
  }

  /** The API group of a component's package. */
  String group(String packageName) {
    String segment = segment(packageName);
    return groups.path(segment).asText(segment + ".k8s.io");
  }

  /** How the catalogue writes the type of a field. */
  static String expression(FieldDescriptor field) {
    if (field.isMapField()) {
      return "{}" + single(field.getMessageType().findFieldByName("value"));
    }
    return field.isRepeated() ? "[]" + single(field) : single(field);
  }

  private static String single(FieldDescriptor field) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return field.getType().name().toLowerCase(java.util.Locale.ROOT);
    }
    Descriptor message = field.getMessageType();
    return isListWrapper(message) ? "<>string" : component(message);
  }
}
