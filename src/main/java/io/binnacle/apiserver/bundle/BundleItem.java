package io.binnacle.apiserver.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One write of a bundle.
 *
 * @param object what the client sent; for a deletion it only names what is to go
 */
record BundleItem(Operation operation, ResourceDefinition definition, ObjectNode object) {
  static final int MOST_ITEMS = 1_000;

  private static final FieldPath ITEMS = FieldPath.of("items");
  private static final String OBJECT = "object";

  /** What a write does; the text of each is its name. */
  enum Operation {
    /** A server-side apply. */
    APPLY("Apply", "patch"),
    CREATE("Create", "create"),
    /** Replaces the object, which must exist. */
    UPDATE("Update", "update"),
    DELETE("Delete", "delete");

    private final String text;
    private final String verb;

    Operation(String text, String verb) {
      this.text = text;
      this.verb = verb;
    }

    String text() {
      return text;
    }

    /** The verb of the API that authorization asks for. */
    String verb() {
      return verb;
    }
  }

  /**
   * Reads the items of a bundle.
   *
   * @throws ApiException Invalid naming each item that cannot be understood
   */
  static List<BundleItem> parse(JsonNode bundle, ResourceCatalog catalog) {
    JsonNode entries = bundle.path("items");
    List<FieldError> errors = new ArrayList<>();
    List<BundleItem> items = new ArrayList<>();
    if (!entries.isArray() || entries.isEmpty()) {
      errors.add(FieldError.required(ITEMS, "a bundle needs an item"));
    } else if (entries.size() > MOST_ITEMS) {
      errors.add(FieldError.tooMany(ITEMS, entries.size(), MOST_ITEMS));
    } else {
      Set<List<String>> named = new HashSet<>();
      for (int i = 0; i < entries.size(); i++) {
        parse(entries.get(i), ITEMS.index(i), catalog, errors)
            .forEach(item -> {
              if (!item.name().isEmpty() && !named.add(item.identity())) {
                errors.add(
                    FieldError.duplicate(ITEMS.index(items.size()).child(OBJECT), item.toString()));
              }
              items.add(item);
            });
      }
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(BundleHandler.GROUP, BundleHandler.KIND, "", errors);
    }
    return items;
  }

  /** One item, or none where there are errors. */
  private static List<BundleItem> parse(
      JsonNode entry, FieldPath path, ResourceCatalog catalog, List<FieldError> errors) {
    int before = errors.size();
    Operation operation = operation(entry.path("operation"), path.child("operation"), errors);
    if (!(entry.get(OBJECT) instanceof ObjectNode object)) {
      errors.add(FieldError.required(path.child(OBJECT), "an item needs an object"));
      return List.of();
    }
    FieldPath at = path.child(OBJECT);
    if (!object.path("metadata").isObject()) {
      errors.add(FieldError.required(at.child("metadata"), "an object needs metadata"));
    }
    GroupVersion version = GroupVersion.parse(object.path("apiVersion").asText());
    String kind = object.path("kind").asText();
    ResourceDefinition definition =
        catalog.find(new GroupVersionKind(version.group(), version.version(), kind)).orElse(null);
    if (definition == null) {
      errors.add(
          FieldError.invalid(
              at.child("kind"),
              kind,
              "no matches for kind \"" + kind + "\" in version \"" + version.apiVersion() + "\""));
      return List.of();
    }
    BundleItem item = new BundleItem(operation, definition, object);
    item.checkIdentity(at.child("metadata"), errors);
    return errors.size() == before ? List.of(item) : List.of();
  }

  private static Operation operation(JsonNode text, FieldPath path, List<FieldError> errors) {
    if (text.isMissingNode()) {
      return Operation.APPLY;
    }
    for (Operation operation : Operation.values()) {
      if (operation.text.equals(text.asText())) {
        return operation;
      }
    }
    errors.add(
        FieldError.notSupported(
            path,
            text.asText(),
            Arrays.stream(Operation.values()).map(Operation::text).collect(Collectors.toSet())));
    return Operation.APPLY;
  }

  private void checkIdentity(FieldPath metadata, List<FieldError> errors) {
    boolean generated =
        operation == Operation.CREATE && object.path("metadata").hasNonNull("generateName");
    if (name().isEmpty() && !generated) {
      errors.add(FieldError.required(metadata.child("name"), "the object needs a name"));
    }
    if (definition.namespaced() && namespace().isEmpty()) {
      errors.add(
          FieldError.required(
              metadata.child("namespace"), "an object of this kind lives in a namespace"));
    } else if (!definition.namespaced() && !namespace().isEmpty()) {
      errors.add(
          FieldError.forbidden(
              metadata.child("namespace"), "an object of this kind lives in no namespace"));
    }
  }

  private List<String> identity() {
    return List.of(definition.groupResource().toString(), namespace(), name());
  }

  String name() {
    return object.path("metadata").path("name").asText();
  }

  String namespace() {
    return object.path("metadata").path("namespace").asText();
  }

  private GroupVersion version() {
    return GroupVersion.parse(object.path("apiVersion").asText());
  }

  /**
   * The request that would do the same by itself.
   *
   * @param verb the operation's own, or create for an apply that turns out to create
   */
  RequestInfo request(String verb) {
    boolean namespaceItself = definition.groupResource().toString().equals("namespaces");
    String name = verb.equals("create") ? "" : name();
    return new RequestInfo(
        "POST",
        true,
        verb,
        definition.group(),
        version().version(),
        namespaceItself ? name : namespace(),
        definition.plural(),
        "",
        name,
        "",
        BundleHandler.PATH);
  }

  /** The preconditions of a deletion, which an object states by saying which one it is. */
  ObjectNode deleteOptions() {
    ObjectNode options = Json.object();
    JsonNode metadata = object.path("metadata");
    for (String field : List.of("uid", "resourceVersion")) {
      if (metadata.hasNonNull(field)) {
        options.withObjectProperty("preconditions").set(field, metadata.get(field));
      }
    }
    return options;
  }

  /** As messages name it. */
  @Override
  public String toString() {
    String name = namespace().isEmpty() ? name() : namespace() + "/" + name();
    return definition.groupResource() + " \"" + name + "\"";
  }
}
