package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.core.persistentvolumeclaim.ClaimRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules of volumes. */
public final class VolumeValidation {
  private static final int MAX_DRIVER_NAME = 63;
  private static final int MAX_MODE = 0777;
  private static final int MIN_TOKEN_SECONDS = 600;
  private static final long MAX_TOKEN_SECONDS = 1L << 32;

  private VolumeValidation() {}

  /** The names of the volumes, which mounts may refer to. */
  static Set<String> validate(JsonNode volumes, FieldPath path, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode volume : volumes) {
      FieldPath at = path.index(index++);
      String name = volume.path("name").asText();
      validateSource(volume, at, errors);
      if (name.isEmpty()) {
        errors.add(FieldError.required(at.child("name"), ""));
      } else {
        FieldChecks.invalid(name, Names.dns1123Label(name, false), at.child("name"), errors);
      }
      if (!name.isEmpty() && !names.add(name)) {
        errors.add(FieldError.duplicate(at.child("name"), name));
      }
    }
    return names;
  }

  private static void validateSource(JsonNode volume, FieldPath path, List<FieldError> errors) {
    List<String> sources = new ArrayList<>();
    volume.fieldNames().forEachRemaining(sources::add);
    sources.remove("name");
    if (sources.isEmpty()) {
      errors.add(FieldError.required(path, "must specify a volume type"));
      return;
    }
    for (String more : sources.subList(1, sources.size())) {
      errors.add(FieldError.forbidden(path.child(more), "may not specify more than 1 volume type"));
    }
    String type = sources.getFirst();
    JsonNode source = volume.path(type);
    FieldPath at = path.child(type);
    switch (type) {
      case "emptyDir" -> emptyDir(source, at, errors);
      case "secret" -> {
        FieldChecks.required(source.path("secretName"), at.child("secretName"), errors);
        files(source, at, errors);
      }
      case "configMap" -> {
        FieldChecks.required(source.path("name"), at.child("name"), errors);
        files(source, at, errors);
      }
      case "downwardAPI" -> {
        mode(source.path("defaultMode"), at.child("defaultMode"), errors);
        downward(source, at, errors);
      }
      case "projected" -> projected(source, at, errors);
      case "csi" -> driverName(source.path("driver"), at.child("driver"), errors);
      case "ephemeral" -> ephemeral(source, at, errors);
      case "image" ->
          FieldChecks.oneOf(
              source.path("pullPolicy"),
              ContainerValidation.PULL_POLICIES,
              at.child("pullPolicy"),
              errors);
      default -> persistentSource(type, source, at, errors);
    }
  }

  private static void emptyDir(JsonNode source, FieldPath path, List<FieldError> errors) {
    JsonNode limit = source.path("sizeLimit");
    if (!limit.isMissingNode() && ResourceNames.quantity(limit).signum() < 0) {
      errors.add(
          FieldError.forbidden(
              path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity"));
    }
  }

  private static void ephemeral(JsonNode source, FieldPath path, List<FieldError> errors) {
    FieldPath template = path.child("volumeClaimTemplate");
    if (source.path("volumeClaimTemplate").isObject()) {
      ClaimRules.validateSpec(
          source.at("/volumeClaimTemplate/spec"), template.child("spec"), errors);
    } else {
      errors.add(FieldError.required(template, ""));
    }
  }

  /** The sources that PersistentVolumes have as well: storage that is there without the pod. */
  public static void persistentSource(
      String type, JsonNode source, FieldPath path, List<FieldError> errors) {
    VolumeSourceValidation.validate(type, source, path, errors);
  }

  /** The name of a CSI driver. */
  public static void driverName(JsonNode driver, FieldPath path, List<FieldError> errors) {
    String name = driver.asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    if (name.length() > MAX_DRIVER_NAME) {
      errors.add(FieldError.tooLong(path, MAX_DRIVER_NAME));
    }
    FieldChecks.invalid(
        name, Names.dns1123Subdomain(name.toLowerCase(Locale.ROOT), false), path, errors);
  }

  private static void files(JsonNode source, FieldPath path, List<FieldError> errors) {
    mode(source.path("defaultMode"), path.child("defaultMode"), errors);
    items(source.path("items"), path.child("items"), errors);
  }

  private static void items(JsonNode items, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode item : items) {
      FieldPath at = path.index(index++);
      FieldChecks.required(item.path("key"), at.child("key"), errors);
      FieldChecks.required(item.path("path"), at.child("path"), errors);
      FieldChecks.relativePath(item.path("path"), at.child("path"), errors);
      mode(item.path("mode"), at.child("mode"), errors);
    }
  }

  private static void mode(JsonNode mode, FieldPath path, List<FieldError> errors) {
    if (mode.isNumber() && (mode.asInt() < 0 || mode.asInt() > MAX_MODE)) {
      errors.add(
          FieldError.invalid(
              path, mode, "must be a number between 0 and 0777 (octal), both inclusive"));
    }
  }

  private static void downward(JsonNode source, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode item : source.path("items")) {
      FieldPath at = path.child("items").index(index++);
      FieldChecks.required(item.path("path"), at.child("path"), errors);
      FieldChecks.relativePath(item.path("path"), at.child("path"), errors);
      if (item.path("fieldRef").isObject()) {
        EnvironmentValidation.fileReference(item.path("fieldRef"), at.child("fieldRef"), errors);
      } else if (!item.path("resourceFieldRef").isObject()) {
        errors.add(FieldError.required(at, "one of fieldRef and resourceFieldRef is required"));
      }
      mode(item.path("mode"), at.child("mode"), errors);
    }
  }

  private static void projected(JsonNode source, FieldPath path, List<FieldError> errors) {
    mode(source.path("defaultMode"), path.child("defaultMode"), errors);
    Set<String> paths = new HashSet<>();
    int index = 0;
    for (JsonNode each : source.path("sources")) {
      FieldPath at = path.child("sources").index(index++);
      if (each.isEmpty()) {
        errors.add(FieldError.required(at, "must specify exactly one source"));
      }
      for (String kind : List.of("secret", "configMap")) {
        if (each.path(kind).isObject()) {
          FieldChecks.required(each.path(kind).path("name"), at.child(kind).child("name"), errors);
          items(each.path(kind).path("items"), at.child(kind).child("items"), errors);
        }
      }
      downward(each.path("downwardAPI"), at.child("downwardAPI"), errors);
      if (each.path("serviceAccountToken").isObject()) {
        token(each.path("serviceAccountToken"), at.child("serviceAccountToken"), errors);
      }
      conflicts(each, paths, at, errors);
    }
  }

  private static void token(JsonNode token, FieldPath path, List<FieldError> errors) {
    FieldChecks.required(token.path("path"), path.child("path"), errors);
    JsonNode seconds = token.path("expirationSeconds");
    FieldPath at = path.child("expirationSeconds");
    if (seconds.isNumber() && seconds.asLong() < MIN_TOKEN_SECONDS) {
      errors.add(
          FieldError.invalid(at, seconds, "may not specify a duration less than 10 minutes"));
    } else if (seconds.asLong() > MAX_TOKEN_SECONDS) {
      errors.add(
          FieldError.invalid(at, seconds, "may not specify a duration larger than 2^32 seconds"));
    }
  }

  /** Two sources cannot make the same file. */
  private static void conflicts(
      JsonNode source, Set<String> paths, FieldPath path, List<FieldError> errors) {
    List<String> made = new ArrayList<>();
    for (JsonNode each : source) {
      each.path("items").forEach(item -> made.add(item.path("path").asText()));
    }
    String token = source.at("/serviceAccountToken/path").asText();
    if (!token.isEmpty()) {
      made.add(token);
    }
    for (String file : made) {
      if (!file.isEmpty() && !paths.add(file)) {
        errors.add(FieldError.invalid(path.child("path"), file, "conflicting duplicate paths"));
      }
    }
  }
}
