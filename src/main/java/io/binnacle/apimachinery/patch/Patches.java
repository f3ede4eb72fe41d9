package io.binnacle.apimachinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.fabric8.zjsonpatch.CompatibilityFlags;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.EnumSet;
import java.util.Map;

/**
 * Applies patches. Neither the object nor the patch is changed: what comes back is a new tree,
 * which may share nothing with them.
 */
public final class Patches {
  private static final int MAX_OPERATIONS = 10_000;

  private Patches() {}

  /**
   * Applies a JSON Patch (RFC 6902).
   *
   * @throws ApiException BadRequest when the document is no JSON Patch, Invalid when it cannot be
   *     applied to the object
   */
  public static ObjectNode json(ObjectNode object, JsonNode patch) {
    checkOperations(patch);
    try {
      JsonNode patched =
          JsonPatch.apply(
              patch.deepCopy(),
              object,
              // As Kubernetes: a replacement may add, a removal must find.
              EnumSet.of(
                  CompatibilityFlags.ALLOW_MISSING_TARGET_OBJECT_ON_REPLACE,
                  CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT));
      return requireObject(patched);
    } catch (JsonPatchException | IllegalArgumentException | IllegalStateException e) {
      throw notApplicable();
    }
  }

  private static void checkOperations(JsonNode patch) {
    if (!patch.isArray()) {
      throw ApiException.badRequest(
          "json: cannot unmarshal "
              + (patch.isObject() ? "object" : "value")
              + " into Go value of type jsonpatch.Patch");
    }
    if (patch.size() > MAX_OPERATIONS) {
      throw ApiException.of(
          StatusReason.REQUEST_ENTITY_TOO_LARGE,
          "Request entity is too large: The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + patch.size());
    }
    for (JsonNode operation : patch) {
      if (!operation.isObject()) {
        throw ApiException.badRequest("an operation of a JSON patch must be an object");
      }
    }
  }

  /**
   * Applies a JSON Merge Patch (RFC 7386).
   *
   * @throws ApiException BadRequest when the document is not an object
   */
  public static ObjectNode merge(ObjectNode object, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      throw ApiException.badRequest(
          "error decoding patch: json: cannot unmarshal value into Go value of type"
              + " map[string]interface {}");
    }
    ObjectNode merged = object.deepCopy();
    mergeInto(merged, changes);
    return merged;
  }

  private static void mergeInto(ObjectNode target, ObjectNode changes) {
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      String name = change.getKey();
      JsonNode value = change.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else if (value instanceof ObjectNode inner) {
        JsonNode current = target.get(name);
        ObjectNode object =
            current instanceof ObjectNode present ? present : target.putObject(name);
        mergeInto(object, inner);
      } else {
        target.set(name, value.deepCopy());
      }
    }
  }

  /**
   * Applies a strategic merge patch, as the schema directs. Fields that the schema does not know
   * are merged as by a JSON Merge Patch.
   *
   * @throws ApiException BadRequest when the document is not an object or breaks the rules of its
   *     format
   */
  public static ObjectNode strategic(ObjectNode object, JsonNode patch, PatchSchema schema) {
    if (!(patch instanceof ObjectNode changes)) {
      throw ApiException.badRequest("Invalid JSON document");
    }
    return new StrategicMerge().apply(object.deepCopy(), changes.deepCopy(), schema);
  }

  private static ObjectNode requireObject(JsonNode patched) {
    if (patched instanceof ObjectNode object) {
      return object;
    }
    throw notApplicable();
  }

  /** Kubernetes keeps the reason to itself. */
  private static ApiException notApplicable() {
    return ApiException.unspecific(
        StatusReason.INVALID, "the server rejected our request due to an error in our request");
  }
}
