package io.binnacle.apiserver.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.managedfields.FieldWriter;
import io.binnacle.apimachinery.managedfields.ManagedFieldsValidation;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.WriteOptions;
import io.binnacle.registry.WriteOptions.FieldValidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the query parameters of the API (ListOptions, CreateOptions, PatchOptions, DeleteOptions).
 */
final class RequestOptions {
  private static final String APPLY = "application/apply-patch";

  private RequestOptions() {}

  static ReadOptions read(ApiRequest request) {
    return new ReadOptions(
        LabelSelector.parse(request.parameter("labelSelector")),
        FieldSelector.parse(request.parameter("fieldSelector")),
        request.parameter("resourceVersion"),
        request.parameter("resourceVersionMatch"),
        Math.max(0, number(request, "limit")),
        request.parameter("continue"),
        request.flag("allowWatchBookmarks"),
        request.query().containsKey("sendInitialEvents")
            ? Optional.of(request.flag("sendInitialEvents"))
            : Optional.empty(),
        number(request, "timeoutSeconds"));
  }

  static WriteOptions write(ApiRequest request) {
    return new WriteOptions(
        dryRun(request), fieldValidation(request), fieldManager(request), request.flag("force"));
  }

  static boolean dryRun(ApiRequest request) {
    String value = request.parameter("dryRun");
    if (value.isEmpty()) {
      return false;
    }
    if (value.equals("All")) {
      return true;
    }
    throw ApiException.badRequest(
        "dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"");
  }

  /** The DeleteOptions of the body, with those of the query where the body is empty. */
  static JsonNode delete(ApiRequest request, ObjectNode body) {
    if (!body.isEmpty()) {
      return body;
    }
    ObjectNode options = Json.object();
    String grace = request.parameter("gracePeriodSeconds");
    if (!grace.isEmpty()) {
      options.put("gracePeriodSeconds", number(request, "gracePeriodSeconds"));
    }
    String policy = request.parameter("propagationPolicy");
    if (!policy.isEmpty()) {
      options.put("propagationPolicy", policy);
    }
    String orphan = request.parameter("orphanDependents");
    if (!orphan.isEmpty()) {
      options.put("orphanDependents", request.flag("orphanDependents"));
    }
    return options;
  }

  private static FieldValidation fieldValidation(ApiRequest request) {
    String value = request.parameter("fieldValidation");
    return switch (value) {
      case "", "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      case "Strict" -> FieldValidation.STRICT;
      default ->
          throw ApiException.badRequest(
              "fieldValidation: Unsupported value: \""
                  + value
                  + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
    };
  }

  /** Who applies has to say so; else the client's program is as good a name. */
  private static String fieldManager(ApiRequest request) {
    String given = request.parameter("fieldManager");
    List<FieldError> errors =
        new ArrayList<>(
            ManagedFieldsValidation.validateManager(given, FieldPath.of("fieldManager")));
    boolean patch = request.info().verb().equals("patch");
    boolean apply = request.body().mediaType().startsWith(APPLY);
    if (patch && !apply && request.query().containsKey("force")) {
      errors.add(
          FieldError.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", optionsKind(request), "", errors);
    }
    return given.isEmpty() && !(patch && apply)
        ? FieldWriter.managerOf(request.userAgent())
        : given;
  }

  private static String optionsKind(ApiRequest request) {
    return switch (request.info().verb()) {
      case "patch" -> "PatchOptions";
      case "update" -> "UpdateOptions";
      default -> "CreateOptions";
    };
  }

  private static int number(ApiRequest request, String name) {
    String text = request.parameter(name);
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Math.clamp(Long.parseLong(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    }
  }
}
