package io.binnacle.registry.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.batch.JobSpecRules;
import io.binnacle.registry.core.podtemplate.PodTemplateValidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Defaults and rules of jobs. */
final class JobStrategy implements ResourceStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
  private static final String NAME_LABEL = "batch.kubernetes.io/job-name";
  private static final int BACKOFF_LIMIT = 6;

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    JobSpecRules.templateDefaults(spec);
    if (!spec.hasNonNull("completions") && !spec.hasNonNull("parallelism")) {
      spec.put("completions", 1);
    }
    Trees.defaultNumber(spec, "parallelism", 1);
    Trees.defaultNumber(
        spec,
        "backoffLimit",
        spec.hasNonNull("backoffLimitPerIndex") ? Integer.MAX_VALUE : BACKOFF_LIMIT);
    Trees.defaultText(spec, "completionMode", "NonIndexed");
    Trees.defaultFlag(spec, "suspend", false);
    boolean failurePolicy = spec.path("podFailurePolicy").isObject();
    Trees.defaultText(
        spec, "podReplacementPolicy", failurePolicy ? "Failed" : "TerminatingOrFailed");
    for (ObjectNode rule : Trees.objects(spec.at("/podFailurePolicy/rules"))) {
      if (!rule.has("onExitCodes")) {
        rule.putNull("onExitCodes");
      }
      if (!rule.has("onPodConditions")) {
        rule.putNull("onPodConditions");
      }
      for (ObjectNode condition : Trees.objects(rule.path("onPodConditions"))) {
        Trees.defaultText(condition, "status", "True");
      }
    }
    labelAsItsPods(object);
  }

  /** A job without labels of its own has those of its pods. */
  private static void labelAsItsPods(ObjectNode object) {
    JsonNode labels = object.at("/spec/template/metadata/labels");
    if (!labels.isEmpty() && object.at("/metadata/labels").isEmpty()) {
      Trees.child(object, "metadata").set("labels", labels.deepCopy());
    }
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    object.putObject("status");
    ObjectNode spec = Trees.child(object, "spec");
    if (!spec.path("manualSelector").asBoolean()) {
      generateSelector(object, spec);
    }
    labelAsItsPods(object);
  }

  /** Labels that no other job's pods have; those without a prefix are the older ones. */
  private static void generateSelector(ObjectNode object, ObjectNode spec) {
    ObjectNode labels =
        Trees.child(Trees.child(Trees.child(spec, "template"), "metadata"), "labels");
    expectedLabels(object)
        .forEach((key, value) -> {
          if (!labels.hasNonNull(key)) {
            labels.put(key, value);
          }
        });
    Trees.child(Trees.child(spec, "selector"), "matchLabels")
        .put(UID_LABEL, object.at("/metadata/uid").asText());
  }

  private static Map<String, String> expectedLabels(JsonNode object) {
    String uid = object.at("/metadata/uid").asText();
    String name = object.at("/metadata/name").asText();
    return new TreeMap<>(
        Map.of("controller-uid", uid, UID_LABEL, uid, "job-name", name, NAME_LABEL, name));
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    JobSpecRules.validate(spec, SPEC, errors);
    JsonNode selector = spec.path("selector");
    if (!selector.isObject()) {
      errors.add(FieldError.required(SPEC.child("selector"), ""));
      return errors;
    }
    int before = errors.size();
    LabelValidation.selector(selector, SPEC.child("selector"), errors);
    if (errors.size() == before) {
      PodTemplateValidation.selectedByStructured(
          spec.path("template"), selector, SPEC.child("template"), errors);
    }
    return errors;
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    if (spec.path("manualSelector").asBoolean()) {
      return errors;
    }
    Map<String, String> labels = Trees.textMap(spec.at("/template/metadata/labels"));
    FieldPath path = SPEC.child("template").child("metadata").child("labels");
    Map<String, String> expected = expectedLabels(object);
    expected.forEach((key, value) -> {
      String actual = labels.get(key);
      if (actual == null) {
        errors.add(FieldError.required(path.key(key), "must be '" + value + "'"));
      } else if (!actual.equals(value)) {
        errors.add(
            FieldError.invalid(
                path.key(key), spec.at("/template/metadata/labels"), "must be '" + value + "'"));
      }
    });
    if (errors.isEmpty() && !LabelSelector.ofStructured(spec.path("selector")).matches(expected)) {
      errors.add(
          FieldError.invalid(
              SPEC.child("selector"), spec.path("selector"), "`selector` not auto-generated"));
    }
    return errors;
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    JsonNode before = old.tree().path("spec");
    validateCompletions(spec, before, errors);
    immutable("selector", spec, before, errors);
    validateTemplate(spec, old, errors);
    for (String field :
        List.of(
            "completionMode",
            "podFailurePolicy",
            "backoffLimitPerIndex",
            "managedBy",
            "successPolicy")) {
      immutable(field, spec, before, errors);
    }
    return errors;
  }

  private static void immutable(
      String field, JsonNode spec, JsonNode before, List<FieldError> errors) {
    FieldChecks.immutable(spec.path(field), before.path(field), SPEC.child(field), errors);
  }

  /** An indexed job is elastic: its completions follow its parallelism (KEP-3715). */
  private static void validateCompletions(JsonNode spec, JsonNode before, List<FieldError> errors) {
    JsonNode now = spec.path("completions");
    boolean elastic = spec.path("completionMode").asText().equals(JobSpecRules.INDEXED);
    if (Trees.same(now, before.path("completions"))) {
      return;
    }
    if (!elastic) {
      errors.add(FieldError.invalid(SPEC.child("completions"), now, "field is immutable"));
    } else if (now.asLong() != spec.path("parallelism").asLong()) {
      errors.add(
          FieldError.invalid(
              SPEC.child("completions"),
              now,
              "can only be modified in tandem with spec.parallelism"));
    }
  }

  /** Where pods of a job may run can change as long as it is suspended (KEP-2926). */
  private static void validateTemplate(JsonNode spec, ApiObject old, List<FieldError> errors) {
    JsonNode before = old.tree().path("spec");
    JsonNode now = spec.path("template");
    JsonNode then = before.path("template");
    boolean notStarted =
        before.path("suspend").asBoolean() && !old.tree().at("/status/startTime").isTextual();
    if (notStarted) {
      now = withoutDirectives(now);
      then = withoutDirectives(then);
    }
    if (!Trees.same(now, then)) {
      errors.add(
          FieldError.invalid(SPEC.child("template"), spec.path("template"), "field is immutable"));
    }
  }

  private static JsonNode withoutDirectives(JsonNode template) {
    ObjectNode rest = template.isObject() ? template.deepCopy() : Json.object();
    if (rest.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("labels", "annotations"));
    }
    if (rest.get("spec") instanceof ObjectNode spec) {
      spec.remove(List.of("nodeSelector", "tolerations", "schedulingGates"));
      if (spec.get("affinity") instanceof ObjectNode affinity) {
        affinity.remove("nodeAffinity");
        if (affinity.isEmpty()) {
          spec.remove("affinity");
        }
      }
    }
    return rest;
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode status = object.path("status");
    for (String count : List.of("active", "succeeded", "failed", "ready", "terminating")) {
      FieldChecks.nonNegative(status.path(count), STATUS.child(count), errors);
    }
    boolean complete = holds(status, "Complete");
    boolean failed = holds(status, "Failed");
    if (complete && failed) {
      errors.add(
          FieldError.invalid(
              STATUS.child("conditions"),
              status.path("conditions"),
              "cannot set Complete=True and Failed=true conditions"));
    }
    if (complete && !status.hasNonNull("completionTime")) {
      errors.add(
          FieldError.required(
              STATUS.child("completionTime"), "completionTime is required for Complete jobs"));
    } else if (!complete && status.hasNonNull("completionTime")) {
      errors.add(
          FieldError.invalid(
              STATUS.child("completionTime"),
              status.path("completionTime"),
              "cannot set completionTime when there is no Complete=True condition"));
    }
    if ((complete || failed) && status.path("active").asLong() > 0) {
      errors.add(
          FieldError.invalid(
              STATUS.child("active"),
              status.path("active"),
              "active>0 is invalid for finished job"));
    }
    JsonNode began = old.tree().at("/status/startTime");
    boolean suspended = object.at("/spec/suspend").asBoolean();
    if (began.isTextual() && !suspended && !Trees.same(began, status.path("startTime"))) {
      errors.add(
          FieldError.required(
              STATUS.child("startTime"), "startTime cannot be removed for unsuspended job"));
    }
    return errors;
  }

  private static boolean holds(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
