package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusCause;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.patch.Patches;
import io.binnacle.apimachinery.runtime.GoValues;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.JsonTypes;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.PatchRequest;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WriteOptions;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaEngine;
import io.binnacle.schema.SchemaPatches;
import java.util.List;
import java.util.Optional;

/** Applies patches to versions of objects and makes the outcome an object of its kind again. */
final class ObjectPatch {
  private final ObjectDecoder decoder;

  ObjectPatch(ObjectDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * Checks what can be said of a patch without the object.
   *
   * @throws ApiException when no object can make it work
   */
  void check(PatchRequest patch, RequestScope scope, WriteOptions options) {
    JsonNode document = patch.document();
    switch (patch.format()) {
      case JSON -> {
        if (!document.isArray() && !document.isNull()) {
          throw ApiException.badRequest(
              "error decoding patch: json: cannot unmarshal "
                  + JsonTypes.name(document)
                  + " into Go value of type []handlers.jsonPatchOp");
        }
      }
      case MERGE -> {
        if (document.isNull()) {
          throw ApiException.badRequest("Invalid JSON Patch");
        }
        requireObject(document, "error decoding patch: ");
      }
      case STRATEGIC -> {
        if (!document.isNull()) {
          requireObject(document, "");
        }
      }
      case APPLY -> {
        requireObject(document, "error decoding YAML: ");
        checkApply((ObjectNode) document, scope, options);
      }
    }
  }

  private static void requireObject(JsonNode document, String prefix) {
    if (!document.isObject()) {
      throw ApiException.badRequest(
          prefix
              + "json: cannot unmarshal "
              + JsonTypes.name(document)
              + " into Go value of type map[string]interface {}");
    }
  }

  private static void checkApply(ObjectNode document, RequestScope scope, WriteOptions options) {
    if (options.fieldManager().isEmpty()) {
      throw ApiException.invalid(
          "meta.k8s.io",
          "PatchOptions",
          "",
          List.of(
              FieldError.required(FieldPath.of("fieldManager"), "is required for apply patch")));
    }
    GroupVersionKind expected = UpdateTarget.of(scope).kind();
    String kind = document.path("kind").asText();
    GroupVersion version = GroupVersion.parse(document.path("apiVersion").asText());
    if (!kind.equals(expected.kind()) || !version.equals(expected.groupVersion())) {
      throw ApiException.badRequest(
          "invalid object type: " + version.group() + "/" + version.version() + ", Kind=" + kind);
    }
    if (document.path("metadata").hasNonNull(FieldTracking.FIELD)) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
  }

  /**
   * The patched object, pruned, with its defaults.
   *
   * @param scope in the version that the client speaks
   * @param current is changed
   * @param warnings takes what the client should be told
   */
  ObjectNode apply(
      PatchRequest patch,
      RequestScope scope,
      ObjectNode current,
      WriteOptions options,
      List<String> warnings) {
    GroupVersionKind kind = UpdateTarget.of(scope).kind();
    String name = current.path("metadata").path("name").asText();
    ObjectNode patched = patched(patch, current, decoder.schema(kind));
    ObjectNode conformed = conformed(patch, kind, patched, name, options, warnings);
    ObjectDecoder.checkNamespace(scope, conformed);
    return conformed;
  }

  /**
   * What a patch or an apply made, pruned, with its defaults.
   *
   * @param patched is changed
   */
  ObjectNode conformed(
      PatchRequest patch,
      GroupVersionKind kind,
      ObjectNode patched,
      String name,
      WriteOptions options,
      List<String> warnings) {
    checkKind(kind, patched, options);
    try {
      SchemaEngine.Reader reader =
          patch.format() == PatchRequest.Format.STRATEGIC
              ? SchemaEngine.Reader.CONVERTER
              : SchemaEngine.Reader.DECODER;
      warnings.addAll(decoder.conform(kind, patched, options, reader));
    } catch (ApiException e) {
      throw invalid(shown(patch, patched), String.valueOf(e.getMessage()));
    }
    ObjectDecoder.checkName(name, patched);
    decoder.applyDefaults(kind, patched);
    return patched;
  }

  private static ObjectNode patched(
      PatchRequest patch, ObjectNode current, Optional<Schema> schema) {
    if (patch.document().isNull()) {
      // No operations, no changes.
      return current;
    }
    return switch (patch.format()) {
      case JSON -> Patches.json(current, patch.document());
      case MERGE -> Patches.merge(current, patch.document());
      case STRATEGIC ->
          schema
              .map(known -> Patches.strategic(current, patch.document(), new SchemaPatches(known)))
              .orElseThrow(() ->
                  ApiException.of(
                      StatusReason.UNSUPPORTED_MEDIA_TYPE,
                      "the kind has no schema that a strategic merge patch could follow"));
      case APPLY -> throw new IllegalArgumentException("an apply is merged by ownership");
    };
  }

  /** What is patched into another kind is read as one of that kind, and fails there if it can. */
  private void checkKind(GroupVersionKind kind, ObjectNode patched, WriteOptions options) {
    String actualKind = patched.path("kind").asText();
    GroupVersion actual = GroupVersion.parse(patched.path("apiVersion").asText());
    if (actualKind.equals(kind.kind()) && actual.equals(kind.groupVersion())) {
      return;
    }
    GroupVersionKind other = actual.kind(actualKind);
    String why = "unable to convert a " + actualKind + " into a " + kind.kind();
    if (decoder.schema(other).isEmpty()) {
      why =
          "no kind \""
              + actualKind
              + "\" is registered for version \""
              + actual.apiVersion()
              + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
    } else {
      try {
        decoder.conform(other, patched.deepCopy(), options.fieldValidation());
      } catch (ApiException e) {
        why = String.valueOf(e.getMessage());
      }
    }
    throw invalid(Json.writeText(patched), why);
  }

  /** A strategic merge patch is shown itself, other patches by what they make of the object. */
  private static String shown(PatchRequest patch, ObjectNode patched) {
    return patch.format() == PatchRequest.Format.STRATEGIC
        ? GoValues.text(patch.document())
        : Json.writeText(patched);
  }

  /** The patch itself is well-formed, but what it makes of the object is not. */
  private static ApiException invalid(String shown, String why) {
    FieldError error = FieldError.invalid(FieldPath.of("patch"), shown, why);
    return ApiException.of(
        StatusReason.INVALID,
        " \"\" is invalid: " + error.message(),
        null,
        "",
        List.of(new StatusCause(error.type().reason(), error.body(), error.path())));
  }
}
