package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The rules of the annotations that mean something for pods, and of their match with fields. */
final class PodAnnotationValidation {
  static final String MIRROR = "kubernetes.io/config.mirror";
  static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
  private static final String LOCALHOST = "localhost/";
  private static final Pattern COST = Pattern.compile("0|-?[1-9][0-9]{0,9}");
  private static final List<String> LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private PodAnnotationValidation() {}

  static void validate(
      JsonNode annotations, JsonNode spec, FieldPath path, List<FieldError> errors) {
    if (annotations.has(MIRROR) && spec.path("nodeName").asText().isEmpty()) {
      errors.add(
          FieldError.invalid(
              path.key(MIRROR),
              annotations.path(MIRROR),
              "must set spec.nodeName if mirror pod annotation is set"));
    }
    String cost = annotations.path(DELETION_COST).asText();
    if (annotations.has(DELETION_COST) && !isInt32(cost)) {
      errors.add(FieldError.invalid(path.key(DELETION_COST), cost, "must be a 32bit integer"));
    }
    Map<String, String> sorted = new TreeMap<>();
    annotations
        .properties()
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue().asText()));
    sorted.forEach((key, profile) -> {
      if (key.equals(SECCOMP_POD) || key.startsWith(SECCOMP_CONTAINER)) {
        seccomp(profile, path.child(key), errors);
      }
    });
    sorted.forEach((key, profile) -> {
      if (key.startsWith(APP_ARMOR)) {
        appArmor(key, profile, spec, path.key(key), errors);
      }
    });
  }

  private static boolean isInt32(String text) {
    if (!COST.matcher(text).matches()) {
      return false;
    }
    long value = Long.parseLong(text);
    return value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
  }

  private static void seccomp(String profile, FieldPath path, List<FieldError> errors) {
    if (profile.equals("runtime/default")
        || profile.equals("docker/default")
        || profile.equals("unconfined")) {
      return;
    }
    if (!profile.startsWith(LOCALHOST)) {
      errors.add(FieldError.invalid(path, profile, "must be a valid seccomp profile"));
      return;
    }
    FieldChecks.relativePath(
        Json.mapper().getNodeFactory().textNode(profile.substring(LOCALHOST.length())),
        path,
        errors);
  }

  private static void appArmor(
      String key, String profile, JsonNode spec, FieldPath path, List<FieldError> errors) {
    String container = key.substring(APP_ARMOR.length());
    boolean found = false;
    for (Located each : containers(spec, path)) {
      found |= each.container().path("name").asText().equals(container);
    }
    if (!found) {
      errors.add(FieldError.invalid(path, container, "container not found"));
    }
    boolean known =
        profile.isEmpty()
            || profile.equals("runtime/default")
            || profile.equals("unconfined")
            || profile.startsWith(LOCALHOST);
    if (!known) {
      errors.add(
          FieldError.invalid(path, profile, "invalid AppArmor profile name: \"" + profile + "\""));
    }
  }

  /** A container with its place. */
  private record Located(JsonNode container, FieldPath path) {}

  private static List<Located> containers(JsonNode spec, FieldPath path) {
    List<Located> all = new ArrayList<>();
    for (String list : LISTS) {
      int index = 0;
      for (JsonNode container : spec.path(list)) {
        all.add(new Located(container, path.child(list).index(index++)));
      }
    }
    return all;
  }

  /** An annotation of old and the field of today cannot say different things. */
  static void validateProfiles(
      JsonNode annotations, JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode ofPod = spec.path("securityContext");
    match(
        annotations.path(SECCOMP_POD),
        ofPod.path("seccompProfile"),
        "seccomp",
        path.child("securityContext").child("seccompProfile"),
        errors);
    for (Located each : containers(spec, path)) {
      match(
          annotations.path(SECCOMP_CONTAINER + each.container().path("name").asText()),
          each.container().at("/securityContext/seccompProfile"),
          "seccomp",
          each.path().child("securityContext").child("seccompProfile"),
          errors);
    }
    if (spec.at("/os/name").asText().equals("windows")) {
      return;
    }
    for (Located each : containers(spec, path)) {
      JsonNode own = each.container().at("/securityContext/appArmorProfile");
      match(
          annotations.path(APP_ARMOR + each.container().path("name").asText()),
          own.isObject() ? own : ofPod.path("appArmorProfile"),
          "apparmor",
          each.path().child("securityContext").child("appArmorProfile"),
          errors);
    }
  }

  private static void match(
      JsonNode annotation, JsonNode profile, String sort, FieldPath path, List<FieldError> errors) {
    if (!annotation.isTextual() || !profile.isObject()) {
      return;
    }
    String text = annotation.asText();
    String file = profile.path("localhostProfile").asText();
    boolean sameType =
        switch (profile.path("type").asText()) {
          case "Unconfined" -> text.equals("unconfined");
          case "RuntimeDefault" ->
              text.equals("runtime/default")
                  || sort.equals("seccomp") && text.equals("docker/default");
          case "Localhost" -> text.startsWith(LOCALHOST);
          default -> true;
        };
    if (!sameType) {
      errors.add(
          FieldError.forbidden(
              path.child("type"), sort + " type in annotation and field must match"));
    } else if (text.startsWith(LOCALHOST) && !text.equals(LOCALHOST + file)) {
      errors.add(
          FieldError.forbidden(
              path.child("localhostProfile"),
              sort + " profile in annotation and field must match"));
    }
  }
}
