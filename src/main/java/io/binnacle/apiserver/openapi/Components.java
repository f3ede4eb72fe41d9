package io.binnacle.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaCatalog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the schemas that a document refers to, and those that these refer to. Used once, by one
 * thread.
 */
final class Components {
  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String PATCH = META + "Patch";

  private final SchemaCatalog schemas;
  private final Dialect dialect;
  private final Map<String, ObjectNode> components = new TreeMap<>();
  private final Deque<Runnable> pending = new ArrayDeque<>();

  Components(SchemaCatalog schemas, Dialect dialect) {
    this.schemas = schemas;
    this.dialect = dialect;
  }

  /** The name of a kind's component, which the document will have. */
  String kind(GroupVersionKind kind) {
    Schema schema = schemas.forKind(kind).orElse(null);
    if (schema == null) {
      return generic(kind);
    }
    String name = schema.name().isEmpty() ? customName(kind) : schema.name();
    add(name, schema, List.of(kind));
    return name;
  }

  /** The name of the component of the kind's lists; one is made for kinds that bring none. */
  String list(GroupVersionKind kind, String listKind) {
    GroupVersionKind list = kind.groupVersion().kind(listKind);
    if (schemas.forKind(list).isPresent()) {
      return kind(list);
    }
    String item = kind(kind);
    String name = item + "List";
    if (!components.containsKey(name)) {
      ObjectNode schema = Json.object();
      components.put(name, schema);
      schema.put("description", listKind + " is a list of " + kind.kind());
      schema.put("type", "object");
      schema.putArray("required").add("items");
      ObjectNode properties = schema.putObject("properties");
      properties.putObject("apiVersion").put("type", "string");
      ObjectNode items = properties.putObject("items");
      items.put("type", "array").set("items", dialect.reference(item));
      properties.putObject("kind").put("type", "string");
      properties.set("metadata", dialect.reference(meta("ListMeta")));
      putKinds(schema, List.of(list));
    }
    return name;
  }

  /** The name of a component of meta/v1. */
  String meta(String simpleName) {
    String name = META + simpleName;
    schemas.named(name).ifPresent(schema -> add(name, schema, List.of()));
    return name;
  }

  /** The name of the component that stands for patches, which have no schema. */
  String patch() {
    components.computeIfAbsent(
        PATCH,
        key ->
            Json.object()
                .put("description", "A patch, in the format of its media type.")
                .put("type", "object"));
    return PATCH;
  }

  /** All components, complete, by name. */
  ObjectNode all() {
    while (!pending.isEmpty()) {
      pending.pop().run();
    }
    ObjectNode all = Json.object();
    components.forEach(all::set);
    return all;
  }

  /** A kind without a schema: an object of which nothing is known. */
  private String generic(GroupVersionKind kind) {
    String name = customName(kind);
    if (!components.containsKey(name)) {
      ObjectNode schema = Json.object().put("type", "object");
      schema.put("x-kubernetes-preserve-unknown-fields", true);
      putKinds(schema, List.of(kind));
      components.put(name, schema);
    }
    return name;
  }

  /** {@code com.example.stable.v1.Thing} for Things of stable.example.com/v1. */
  private static String customName(GroupVersionKind kind) {
    List<String> labels = List.of(kind.group().split("\\."));
    return String.join(".", labels.reversed()) + "." + kind.version() + "." + kind.kind();
  }

  private void add(String name, Schema schema, List<GroupVersionKind> otherwise) {
    if (components.containsKey(name)) {
      return;
    }
    ObjectNode component = Json.object();
    components.put(name, component);
    pending.push(() -> {
      schema
          .document()
          .ifPresentOrElse(
              document -> CustomSchemas.describe(component, document, dialect, meta("ObjectMeta")),
              () -> describe(component, schema));
      List<GroupVersionKind> kinds = schemas.kindsOf(name);
      putKinds(component, kinds.isEmpty() ? otherwise : kinds);
    });
  }

  private static void putKinds(ObjectNode component, List<GroupVersionKind> kinds) {
    if (!kinds.isEmpty()) {
      ArrayNode list = component.putArray("x-kubernetes-group-version-kind");
      kinds.forEach(kind -> list.add(kindNode(kind)));
    }
  }

  static ObjectNode kindNode(GroupVersionKind kind) {
    return Json.object()
        .put("group", kind.group())
        .put("kind", kind.kind())
        .put("version", kind.version());
  }

  /** Writes a schema out: as a component, or where it has no name of its own. */
  private void describe(ObjectNode node, Schema schema) {
    if (!schema.description().isEmpty()) {
      node.put("description", schema.description());
    }
    describeType(node, schema);
    if (!schema.required().isEmpty()) {
      ArrayNode required = node.putArray("required");
      schema.required().forEach(required::add);
    }
    if (!schema.properties().isEmpty()) {
      ObjectNode properties = node.putObject("properties");
      new TreeMap<>(schema.properties())
          .forEach((name, property) -> properties.set(name, use(property)));
    }
    schema.items().ifPresent(items -> node.set("items", use(items)));
    schema
        .additionalProperties()
        .ifPresent(values -> node.set("additionalProperties", use(values)));
    describeUse(node, schema);
    if (schema.atomicMap()) {
      node.put("x-kubernetes-map-type", "atomic");
    }
    if (schema.preserveUnknownFields() && schema.name().isEmpty()) {
      node.put("x-kubernetes-preserve-unknown-fields", true);
    }
  }

  /** A schema where it is used: a reference where it has a name. */
  private ObjectNode use(Schema schema) {
    ObjectNode node = Json.object();
    if (schema.name().isEmpty()) {
      describe(node, schema);
      return node;
    }
    schemas.named(schema.name()).ifPresent(type -> add(schema.name(), type, List.of()));
    describeUse(node, schema);
    boolean isFieldsOwn = !schema.description().isEmpty();
    if (isFieldsOwn) {
      node.put("description", schema.description());
    }
    if (node.isEmpty()) {
      return dialect.reference(schema.name());
    }
    dialect.refer(node, schema.name());
    return node;
  }

  /** What a use says besides the type. */
  private void describeUse(ObjectNode node, Schema schema) {
    if (dialect.tellsDefaults()) {
      schema.defaultValue().ifPresent(value -> node.set("default", value));
    }
    schema
        .listType()
        .ifPresent(
            type -> node.put("x-kubernetes-list-type", type.name().toLowerCase(Locale.ROOT)));
    if (!schema.listMapKeys().isEmpty()) {
      ArrayNode keys = node.putArray("x-kubernetes-list-map-keys");
      schema.listMapKeys().forEach(keys::add);
    }
    if (!schema.patchStrategies().isEmpty()) {
      // The order is that of the documents that clients know: "merge,retainKeys".
      node.put(
          "x-kubernetes-patch-strategy",
          String.join(",", schema.patchStrategies().stream().sorted().toList()));
    }
    if (!schema.patchMergeKey().isEmpty()) {
      node.put("x-kubernetes-patch-merge-key", schema.patchMergeKey());
    }
  }

  private void describeType(ObjectNode node, Schema schema) {
    switch (schema.format()) {
      case "int-or-string" -> {
        node.put("format", "int-or-string");
        oneOf(node, "integer", "string");
      }
      case "quantity" -> oneOf(node, "string", "number");
      default -> {
        if (schema.type() != Schema.Type.ANY) {
          node.put("type", schema.type().name().toLowerCase(Locale.ROOT));
        }
        if (!schema.format().isEmpty()) {
          node.put("format", schema.format());
        }
      }
    }
  }

  /** Version 2 knows no alternatives: it says string, which is what servers answer. */
  private void oneOf(ObjectNode node, String first, String second) {
    if (dialect == Dialect.V2) {
      node.put("type", "string");
    } else {
      ArrayNode types = node.putArray("oneOf");
      types.addObject().put("type", first);
      types.addObject().put("type", second);
    }
  }
}
