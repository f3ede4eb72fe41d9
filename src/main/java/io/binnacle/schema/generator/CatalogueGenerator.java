package io.binnacle.schema.generator;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.generator.Models.Model;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Puts together what the three sources know of each type: protobuf descriptors (fields, numbers,
 * types), their comments (markers) and the Java models (JSON names, required fields, prose). The
 * exceptions file says what none of them does.
 */
final class CatalogueGenerator {
  private static final String KEEPS_ZERO = "keepsZero";
  private static final String ALWAYS_PRESENT = "alwaysPresent";

  /** Parts that every type that has them embeds, rather than refers to. */
  private static final Set<String> EMBEDDED = Set.of("metadata", "spec", "status");

  private final SourceComments comments;
  private final Models models;
  private final JsonNode exceptions;
  private final TypeNames names;
  private final Map<String, ObjectNode> schemas = new TreeMap<>();
  private final Map<String, ObjectNode> descriptions = new TreeMap<>();
  private final Set<String> unusedExceptions = new TreeSet<>();
  private final Set<String> seen = new LinkedHashSet<>();
  private final Deque<Descriptor> referenced = new ArrayDeque<>();

  CatalogueGenerator(SourceComments comments, Models models, JsonNode exceptions) {
    this.comments = comments;
    this.models = models;
    this.exceptions = exceptions;
    this.names = new TypeNames(exceptions.path("groups"));
    for (String list : List.of(KEEPS_ZERO, ALWAYS_PRESENT)) {
      exceptions
          .path(list)
          .properties()
          .forEach(type ->
              type.getValue()
                  .forEach(field ->
                      unusedExceptions.add(list + " " + type.getKey() + "." + field.asText())));
    }
  }

  /** Adds every message that a model exists for, and what these refer to. */
  void addAll(List<Descriptor> messages) {
    messages.stream().filter(message -> modelOf(message).isPresent()).forEach(this::add);
    while (!referenced.isEmpty()) {
      add(referenced.pop());
    }
    if (!unusedExceptions.isEmpty()) {
      throw new IllegalStateException("exceptions for unknown fields: " + unusedExceptions);
    }
  }

  /** Adds the types that have a model but no message. */
  void addModelsWithoutMessage() {
    ModelOnlyTypes types = new ModelOnlyTypes(models, exceptions.path("modelsWithoutMessage"));
    types.forEach((component, type, prose) -> {
      schemaFile(component).withObject("types").set(TypeNames.simple(component), type);
      descriptionFile(component).set(TypeNames.simple(component), prose);
    });
  }

  /** The schema file of each package: its types by simple name. */
  Map<String, ObjectNode> schemas() {
    return schemas;
  }

  /** The description file of each package: by simple type name, then by field. */
  Map<String, ObjectNode> descriptions() {
    return descriptions;
  }

  /** The components of all kinds, by {@code group/version} and kind. */
  ObjectNode kinds() {
    ObjectNode kinds = Json.object();
    schemas.forEach((packageName, file) ->
        file.path("types")
            .properties()
            .forEach(type -> {
              if (type.getValue().path("kind").asBoolean()) {
                kinds
                    .withObject(groupVersion(packageName))
                    .put(type.getKey(), packageName + "." + type.getKey());
              }
            }));
    return kinds;
  }

  /** The kinds of meta/v1 belong to no group of their own: they are kept under the name "meta". */
  private JsonPointer groupVersion(String packageName) {
    String name =
        TypeNames.segment(packageName).equals("meta")
            ? "meta"
            : names.group(packageName) + "/" + TypeNames.version(packageName);
    return JsonPointer.empty().appendProperty(name);
  }

  private Optional<Model> modelOf(Descriptor message) {
    String packageName = TypeNames.packageOf(TypeNames.component(message));
    List<String> certain =
        fieldsOf(message).stream()
            .filter(field -> field.isRepeated() || !isMessage(field))
            .map(FieldDescriptor::getName)
            .toList();
    return models.find(
        TypeNames.segment(packageName), TypeNames.version(packageName), message.getName(), certain);
  }

  private List<FieldDescriptor> fieldsOf(Descriptor message) {
    JsonNode dropped = exceptions.path("dropped");
    String component = TypeNames.component(message);
    return message.getFields().stream()
        .filter(field -> !dropped.has(component + "." + field.getName()))
        .toList();
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private void add(Descriptor message) {
    String component = TypeNames.component(message);
    if (!seen.add(component) || TypeNames.isListWrapper(message)) {
      return;
    }
    ObjectNode type = Json.object();
    ObjectNode prose = Json.object();
    Optional<Model> model = modelOf(message);
    Comments comment = comments.ofMessage(message.getFullName());
    prose.put("", model.map(Model::description).filter(d -> !d.isEmpty()).orElse(comment.text()));
    String form = TypeNames.form(message);
    if (form.isEmpty()) {
      if (comment.marker("structType").equals("atomic")) {
        type.put("atomic", true);
      }
      addFields(message, model, type, prose);
    } else {
      type.put("form", form);
      addFields(message, Optional.empty(), type, prose);
    }
    schemaFile(component).withObject("types").set(message.getName(), type);
    descriptionFile(component).set(message.getName(), prose);
  }

  private ObjectNode schemaFile(String component) {
    return schemas.computeIfAbsent(TypeNames.packageOf(component), key -> Json.object());
  }

  private ObjectNode descriptionFile(String component) {
    return descriptions.computeIfAbsent(TypeNames.packageOf(component), key -> Json.object());
  }

  private void addFields(
      Descriptor message, Optional<Model> model, ObjectNode type, ObjectNode prose) {
    ArrayNode fields = Json.mapper().createArrayNode();
    if (hasTypeMeta(message, model)) {
      type.put("kind", true);
      for (String name : List.of("apiVersion", "kind")) {
        fields.addObject().put("name", name).put("type", "string");
        prose.put(name, model.orElseThrow().fieldDescription(name));
      }
    }
    for (FieldDescriptor field : fieldsOf(message)) {
      remember(field);
      ObjectNode entry = fields.addObject();
      Optional<String> name =
          model.isPresent() ? model.get().jsonName(field.getName()) : Optional.of(field.getName());
      if (name.isEmpty()) {
        entry.put("inline", TypeNames.component(field.getMessageType()));
      } else {
        Comments comment = comments.ofField(message.getFullName(), field.getName());
        entry.put("name", name.get()).put("type", TypeNames.expression(field));
        addMarkers(entry, TypeNames.component(message) + "." + name.get(), comment);
        if (keepsZero(message, name.get(), model)) {
          entry.put(KEEPS_ZERO, true);
        }
        if (alwaysPresent(field, name.get())) {
          entry.put(ALWAYS_PRESENT, true);
        }
        String published = model.map(known -> known.fieldDescription(name.get())).orElse("");
        boolean ownWords = published.isEmpty() || describesItsType(field);
        prose.put(name.get(), ownWords && !comment.text().isEmpty() ? comment.text() : published);
      }
      entry.put("number", field.getNumber());
    }
    addRequired(model, type);
    type.set("fields", fields);
  }

  /** The models describe quantities and the like by their type, whatever the field says. */
  private static boolean describesItsType(FieldDescriptor field) {
    return isMessage(field)
        && !field.isRepeated()
        && !TypeNames.form(field.getMessageType()).isEmpty();
  }

  private static boolean hasTypeMeta(Descriptor message, Optional<Model> model) {
    return model.isPresent()
        && model.get().hasTypeMeta()
        && message.findFieldByName("kind") == null
        && message.findFieldByName("apiVersion") == null;
  }

  /** Required fields are always written; pointers tell zero from absent. */
  private boolean keepsZero(Descriptor message, String name, Optional<Model> model) {
    boolean required = model.isPresent() && model.get().required().contains(name);
    return isListed(KEEPS_ZERO, message, name) || required;
  }

  /** No source tells embedded structures from pointers, but few types embed any but these. */
  private boolean alwaysPresent(FieldDescriptor field, String name) {
    boolean listed = isListed(ALWAYS_PRESENT, field.getContainingType(), name);
    boolean structure =
        isMessage(field) && !field.isRepeated() && TypeNames.form(field.getMessageType()).isEmpty();
    return listed || (structure && EMBEDDED.contains(name));
  }

  private boolean isListed(String list, Descriptor message, String name) {
    String component = TypeNames.component(message);
    for (JsonNode listed : exceptions.path(list).path(component)) {
      if (listed.asText().equals(name)) {
        unusedExceptions.remove(list + " " + component + "." + name);
        return true;
      }
    }
    return false;
  }

  private static void addRequired(Optional<Model> model, ObjectNode type) {
    if (model.isPresent() && !model.get().required().isEmpty()) {
      ArrayNode required = type.putArray("required");
      model.get().required().forEach(required::add);
    }
  }

  private void remember(FieldDescriptor field) {
    if (field.isMapField()) {
      remember(field.getMessageType().findFieldByName("value"));
    } else if (isMessage(field)) {
      referenced.push(field.getMessageType());
    }
  }

  private void addMarkers(ObjectNode entry, String path, Comments comment) {
    ObjectNode markers = Json.object();
    for (String marker : List.of("patchStrategy", "patchMergeKey", "listType", "mapType")) {
      String value = comment.marker(marker);
      if (!value.isEmpty()) {
        markers.put(marker, value);
      }
    }
    List<String> keys = comment.all("listMapKey");
    if (!keys.isEmpty()) {
      ArrayNode list = markers.putArray("listMapKeys");
      keys.forEach(list::add);
    }
    defaultOf(comment).ifPresent(value -> markers.set("default", value));
    exceptions
        .path("fields")
        .path(path)
        .properties()
        .forEach(e -> markers.set(e.getKey(), e.getValue()));
    entry.setAll(
        markers.properties().stream()
            .filter(marker -> !marker.getValue().isNull())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** A default is JSON; one that refers to a constant is stated in the exceptions file. */
  private static Optional<JsonNode> defaultOf(Comments comment) {
    String text = comment.marker("default");
    if (text.isEmpty() || text.startsWith("ref(")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().readTree(text));
    } catch (IOException e) {
      throw new IllegalStateException("a default that is no JSON: " + text, e);
    }
  }
}
