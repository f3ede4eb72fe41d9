package io.binnacle.apiserver.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.managedfields.FieldWriter;
import io.binnacle.apimachinery.managedfields.ManagedFieldsValidation;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.registry.PatchRequest;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.WriteOptions;
import io.binnacle.registry.WriteOptions.FieldValidation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the query parameters of the API (ListOptions, CreateOptions, PatchOptions, DeleteOptions).
 */
final class RequestOptions {
  private static final String APPLY = "application/apply-patch";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";

  /** By media type, in the order in which refusals name them. */
  private static final Map<String, PatchRequest.Format> PATCHES = patches();

  private static Map<String, PatchRequest.Format> patches() {
    Map<String, PatchRequest.Format> formats = new LinkedHashMap<>();
    formats.put("application/json-patch+json", PatchRequest.Format.JSON);
    formats.put("application/merge-patch+json", PatchRequest.Format.MERGE);
    formats.put(STRATEGIC, PatchRequest.Format.STRATEGIC);
    formats.put("application/apply-patch+yaml", PatchRequest.Format.APPLY);
    return Collections.unmodifiableMap(formats);
  }

  private static final String AT = "at";
  private static final String DRY_RUN = "dryRun";
  private static final String ALL = "All";
  private static final String FIELD_VALIDATION = "fieldValidation";
  private static final String FIELD_MANAGER = "fieldManager";
  private static final String FORCE = "force";

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
        number(request, "timeoutSeconds"),
        moment(request));
  }

  /**
   * The moment that a read shall tell of; empty for now.
   *
   * @throws ApiException BadRequest where the request is none that can tell of the past
   */
  static String moment(ApiRequest request) {
    String at = request.parameter(AT);
    String verb = request.info().verb();
    if (!at.isEmpty() && !verb.equals("get") && !verb.equals("list")) {
      throw ApiException.badRequest("at is forbidden for " + verb);
    }
    if (!at.isEmpty() && verb.equals("get") && !request.parameter("resourceVersion").isEmpty()) {
      throw ApiException.badRequest("at is forbidden when resourceVersion is provided");
    }
    return at;
  }

  /**
   * The options of a creation, update or patch.
   *
   * @throws ApiException Invalid where one of them has no such value
   */
  static WriteOptions write(ApiRequest request) {
    List<FieldError> errors = new ArrayList<>();
    String fieldManager = fieldManager(request, errors);
    WriteOptions options =
        new WriteOptions(
            dryRun(request, errors),
            fieldValidation(request, errors),
            fieldManager,
            request.flag(FORCE));
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", optionsKind(request), "", errors);
    }
    return options;
  }

  private static String optionsKind(ApiRequest request) {
    return switch (request.info().verb()) {
      case "create" -> "CreateOptions";
      case "patch" -> "PatchOptions";
      default -> "UpdateOptions";
    };
  }

  private static boolean dryRun(ApiRequest request, List<FieldError> errors) {
    List<String> values = request.query().getOrDefault(DRY_RUN, List.of());
    values.stream()
        .filter(value -> !value.equals(ALL))
        .findFirst()
        .ifPresent(value ->
            errors.add(FieldError.notSupported(FieldPath.of(DRY_RUN), value, Set.of(ALL))));
    return values.contains(ALL);
  }

  /** Whether a deletion is to be tried only; what else the parameter may say is checked later. */
  static boolean dryRun(ApiRequest request) {
    return request.parameter(DRY_RUN).equals(ALL);
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
    List<String> dryRun = request.query().getOrDefault(DRY_RUN, List.of());
    if (!dryRun.isEmpty()) {
      dryRun.forEach(options.putArray(DRY_RUN)::add);
    }
    return options;
  }

  private static FieldValidation fieldValidation(ApiRequest request, List<FieldError> errors) {
    String value = request.parameter(FIELD_VALIDATION);
    return switch (value) {
      case "", "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      case "Strict" -> FieldValidation.STRICT;
      default -> {
        errors.add(
            FieldError.notSupported(
                FieldPath.of(FIELD_VALIDATION), value, Set.of("Ignore", "Strict", "Warn")));
        yield FieldValidation.WARN;
      }
    };
  }

  /** Who applies has to say so; else the client's program is as good a name. */
  private static String fieldManager(ApiRequest request, List<FieldError> errors) {
    boolean patch = request.info().verb().equals("patch");
    boolean apply = patch && request.body().mediaType().startsWith(APPLY);
    if (patch && !apply && request.query().containsKey(FORCE)) {
      errors.add(
          FieldError.forbidden(FieldPath.of(FORCE), "may not be specified for non-apply patch"));
    }
    String given = request.parameter(FIELD_MANAGER);
    errors.addAll(ManagedFieldsValidation.validateManager(given, FieldPath.of(FIELD_MANAGER)));
    return given.isEmpty() && !apply ? FieldWriter.managerOf(request.userAgent()) : given;
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

  /**
   * The patch in the body.
   *
   * @throws ApiException UnsupportedMediaType for a format that the resource does not take: only
   *     built-in kinds say how lists merge in a strategic merge patch
   */
  static PatchRequest patch(ApiRequest request, ResourceDefinition definition) {
    String mediaType = request.body().mediaType();
    PatchRequest.Format format = PATCHES.get(mediaType);
    if (format == null || (format == PatchRequest.Format.STRATEGIC && definition.isCustom())) {
      List<String> accepted = new ArrayList<>(PATCHES.keySet());
      if (definition.isCustom()) {
        accepted.remove(STRATEGIC);
      }
      throw ApiException.of(
          StatusReason.UNSUPPORTED_MEDIA_TYPE,
          "the body of the request was in an unknown format - accepted media types include: "
              + String.join(", ", accepted));
    }
    return new PatchRequest(format, request.body().decodePatch());
  }
}
