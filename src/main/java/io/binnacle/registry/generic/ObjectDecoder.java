package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.VersionConversion;
import io.binnacle.registry.WriteOptions;
import io.binnacle.registry.WriteOptions.FieldValidation;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaCatalog;
import io.binnacle.schema.SchemaEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a client's tree an object of the kind that the path names: kind and version, unknown
 * fields, types, defaults. What Kubernetes' decoder and defaulting do.
 */
final class ObjectDecoder {
  private static final Pattern KIND_SENTENCE =
      Pattern.compile("^\\S+ in version \"\\S+\" cannot be handled as a \\S+: ");

  private final SchemaCatalog schemas;
  private final SchemaEngine engine;
  private final ResourceCatalog catalog;

  ObjectDecoder(SchemaCatalog schemas, SchemaEngine engine, ResourceCatalog catalog) {
    this.schemas = schemas;
    this.engine = engine;
    this.catalog = catalog;
  }

  /** The schema of a kind; a version that differs in nothing but its name has the stored one's. */
  Optional<Schema> schema(GroupVersionKind kind) {
    Optional<Schema> own = schemas.forKind(kind);
    if (own.isPresent()) {
      return own;
    }
    return catalog
        .find(kind)
        .filter(definition -> definition.conversion(kind.version()) == VersionConversion.SAME)
        .flatMap(definition ->
            schemas.forKind(
                new GroupVersionKind(kind.group(), definition.storageVersion(), kind.kind())));
  }

  /**
   * Decodes, in place, a document that the path expects to be of a kind.
   *
   * @return warnings
   * @throws ApiException BadRequest when it is something else
   */
  List<String> decode(GroupVersionKind expected, ObjectNode document, WriteOptions options) {
    GroupVersionKind actual = checkKind(expected, document);
    try {
      return conform(expected, document, options, SchemaEngine.Reader.DECODER);
    } catch (ApiException e) {
      throw ApiException.badRequest(cannotBeHandled(actual, expected) + e.getMessage());
    }
  }

  /** What an admission plugin made of an object is read as what a client sends is. */
  void decodeAgain(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object != null
        && request.isReplaced()
        && object.path("kind").asText().equals(request.kind().kind())) {
      decode(request.kind(), object, only(FieldValidation.IGNORE));
      applyDefaults(request.kind(), object);
    }
  }

  /** Fills in the defaults of schema and strategy. */
  void applyDefaults(GroupVersionKind kind, ObjectNode object) {
    schema(kind).ifPresent(schema -> engine.applyDefaults(schema, object));
    // The strategy speaks the stored version; other versions get its defaults once they are that.
    catalog
        .find(kind)
        .filter(definition -> definition.isStored(kind.version()))
        .ifPresent(definition -> definition.strategy().applyDefaults(object));
  }

  /** Turns an object of the served version into one of the stored version, with its defaults. */
  ObjectNode store(ServedForm form, ObjectNode object) {
    if (!form.isStored()) {
      form.toStored(object);
      GroupVersionKind kind = form.stored().groupVersionKind();
      if (object.path("kind").asText().equals(kind.kind())) {
        applyDefaults(kind, object);
      }
    }
    return object;
  }

  /**
   * Makes a tree fit its schema; the exception's message is the decoder's alone, without the
   * sentence about the kind.
   */
  List<String> conform(GroupVersionKind kind, ObjectNode object, FieldValidation validation) {
    return conform(kind, object, only(validation), SchemaEngine.Reader.DECODER);
  }

  private static WriteOptions only(FieldValidation validation) {
    return new WriteOptions(false, validation, "", false);
  }

  /** As {@link #conform(GroupVersionKind, ObjectNode, FieldValidation)}, in a reader's words. */
  List<String> conform(
      GroupVersionKind kind, ObjectNode object, WriteOptions options, SchemaEngine.Reader reader) {
    List<String> problems = new ArrayList<>(options.duplicateFields());
    Optional<Schema> schema = schema(kind);
    if (schema.isPresent()) {
      FieldTracking.keepReset(object);
      checkTypes(schema.get(), object, reader);
      problems.addAll(engine.prune(schema.get(), object));
      engine.canonicalize(schema.get(), object);
      EmptyFields.drop(schema.get(), object);
    }
    if (problems.isEmpty()) {
      return problems;
    }
    return switch (options.fieldValidation()) {
      case STRICT ->
          throw ApiException.badRequest("strict decoding error: " + String.join(", ", problems));
      case WARN -> problems;
      case IGNORE -> List.of();
    };
  }

  /** The engine names the kind in its message; who calls decides whether the client is told. */
  private void checkTypes(Schema schema, ObjectNode object, SchemaEngine.Reader reader) {
    try {
      engine.checkTypes(schema, object, reader);
    } catch (ApiException e) {
      String message = String.valueOf(e.getMessage());
      Matcher sentence = KIND_SENTENCE.matcher(message);
      throw sentence.find() ? ApiException.badRequest(message.substring(sentence.end())) : e;
    }
  }

  private GroupVersionKind checkKind(GroupVersionKind expected, ObjectNode document) {
    String apiVersion = document.path("apiVersion").asText();
    String kind = document.path("kind").asText();
    boolean isCustom = catalog.find(expected).filter(ResourceDefinition::isCustom).isPresent();
    if (isCustom) {
      requireType(expected, document);
    }
    GroupVersion version =
        apiVersion.isEmpty() ? expected.groupVersion() : GroupVersion.parse(apiVersion);
    GroupVersionKind actual = version.kind(kind.isEmpty() ? expected.kind() : kind);
    if (actual.equals(expected)) {
      document.put("kind", expected.kind());
      document.put("apiVersion", expected.apiVersion());
      return actual;
    }
    if (isCustom && actual.groupVersion().equals(expected.groupVersion())) {
      throw ApiException.invalid(
          expected.group(),
          actual.kind(),
          document.path("metadata").path("name").asText(),
          List.of(
              FieldError.invalid(
                  FieldPath.of("kind"), actual.kind(), "must be " + expected.kind())));
    }
    if (isCustom || (actual.kind().equals(expected.kind()) && isKnown(actual))) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + actual.apiVersion()
              + ") does not match the expected API version ("
              + expected.apiVersion()
              + ")");
    }
    if (isKnown(actual)) {
      throw ApiException.badRequest(
          cannotBeHandled(actual, expected)
              + "converting ("
              + actual.version()
              + "."
              + actual.kind()
              + ") to ("
              + internalName(expected)
              + "): unknown conversion");
    }
    throw ApiException.badRequest(
        cannotBeHandled(actual, expected)
            + "no kind \""
            + actual.kind()
            + "\" is registered for version \""
            + actual.apiVersion()
            + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
  }

  /** Only built-in kinds may be left to the path. */
  private static void requireType(GroupVersionKind expected, ObjectNode document) {
    for (String field : List.of("kind", "apiVersion")) {
      if (document.path(field).asText().isEmpty()) {
        String shown = Json.writeText(document);
        throw ApiException.badRequest(
            "the object provided is unrecognized (must be of type "
                + expected.kind()
                + "): Object '"
                + (field.equals("kind") ? "Kind" : field)
                + "' is missing in '"
                + shown
                + "' ("
                + shown
                + ")");
      }
    }
  }

  private boolean isKnown(GroupVersionKind kind) {
    return catalog.find(kind).isPresent()
        || schemas.forKind(kind).isPresent()
        || RetiredKinds.contain(kind)
        || kind.equals(new GroupVersionKind("", "v1", "List"));
  }

  private static String internalName(GroupVersionKind kind) {
    String group = kind.group();
    int dot = group.indexOf('.');
    String shortGroup = dot < 0 ? group : group.substring(0, dot);
    return (shortGroup.isEmpty() ? "core" : shortGroup) + "." + kind.kind();
  }

  private static String cannotBeHandled(GroupVersionKind actual, GroupVersionKind expected) {
    return actual.kind()
        + " in version \""
        + actual.version()
        + "\" cannot be handled as a "
        + expected.kind()
        + ": ";
  }

  /**
   * The namespace of the object against that of the path.
   *
   * @throws ApiException BadRequest when they differ
   */
  static void checkNamespace(RequestScope scope, ObjectNode object) {
    ObjectNode metadata = ObjectMetadata.of(object);
    String given = metadata.path("namespace").asText();
    if (!scope.definition().namespaced()) {
      metadata.remove("namespace");
    } else if (given.isEmpty()) {
      metadata.put("namespace", scope.namespace());
    } else if (!given.equals(scope.namespace())) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  /**
   * The name of the object against that of the path.
   *
   * @throws ApiException BadRequest when they differ or the object has none
   */
  static void checkName(String name, ObjectNode object) {
    String given = ObjectMetadata.of(object).path("name").asText();
    if (given.isEmpty()) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + " based on URL) was undeterminable: name must be provided");
    } else if (!given.equals(name)) {
      throw ApiException.badRequest(
          "the name of the object ("
              + given
              + ") does not match the name on the URL ("
              + name
              + ")");
    }
  }
}
