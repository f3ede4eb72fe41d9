package io.binnacle.registry.events.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.VersionConversion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names that the fields of core events have in events.k8s.io. */
final class EventConversion implements VersionConversion {
  /** By the name in events.k8s.io. */
  private static final Map<String, String> CORE_NAMES =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count");

  private static final int MAX_TEXT = 128;
  private static final int MAX_NOTE = 1024;
  private static final Set<String> TYPES = Set.of("Normal", "Warning");

  /** What events.k8s.io calls a selectable field of the core group. */
  static String served(String field) {
    if (field.startsWith("involvedObject.")) {
      return "regarding" + field.substring(field.indexOf('.'));
    }
    return switch (field) {
      case "reportingComponent" -> "reportingController";
      case "source" -> "deprecatedSource.component";
      default -> field;
    };
  }

  @Override
  public void toStored(ObjectNode object) {
    CORE_NAMES.forEach((served, core) -> rename(object, served, core));
  }

  @Override
  public void fromStored(ObjectNode object) {
    CORE_NAMES.forEach((served, core) -> rename(object, core, served));
  }

  private static void rename(ObjectNode object, String from, String to) {
    JsonNode value = object.remove(from);
    if (value != null) {
      object.set(to, value);
    }
  }

  /** The new group asks for more than the old one, which takes what clients have always sent. */
  @Override
  public List<FieldError> validateCreate(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    if (!object.path("eventTime").isTextual()) {
      errors.add(FieldError.required(FieldPath.of("eventTime"), ""));
    }
    if (!object.path("eventTime").isTextual() && isOldStyle(object)) {
      validateType(object, errors);
      return errors;
    }
    FieldPath controller = FieldPath.of("reportingController");
    FieldChecks.required(object.path("reportingController"), controller, errors);
    String reporter = object.path("reportingController").asText();
    FieldChecks.invalid(reporter, LabelValidation.qualifiedName(reporter), controller, errors);
    for (String field : List.of("reportingInstance", "action", "reason")) {
      FieldChecks.required(object.path(field), FieldPath.of(field), errors);
      tooLong(object, field, MAX_TEXT, errors);
    }
    tooLong(object, "note", MAX_NOTE, errors);
    validateType(object, errors);
    return errors;
  }

  /** Nothing of it says that a client of the new group made it. */
  private static boolean isOldStyle(ObjectNode object) {
    return object.path("reportingController").asText().isEmpty()
        && object.path("reportingInstance").asText().isEmpty();
  }

  private static void tooLong(ObjectNode object, String field, int max, List<FieldError> errors) {
    if (object.path(field).asText().length() > max) {
      errors.add(
          FieldError.invalid(FieldPath.of(field), "", "can have at most " + max + " characters"));
    }
  }

  private static void validateType(ObjectNode object, List<FieldError> errors) {
    String type = object.path("type").asText();
    if (!TYPES.contains(type)) {
      errors.add(FieldError.invalid(FieldPath.of("type"), "", "has invalid value: " + type));
    }
  }
}
