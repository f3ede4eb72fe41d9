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
import io.binnacle.apimachinery.validation.Names;
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

  /** Kubernetes reports the generated selector before the rest, and on creation alone. */
  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    if (!spec.path("manualSelector").asBoolean() && spec.path("selector").isObject()) {
      validateGenerated(object, errors);
    }
    validateSpec(spec, errors);
    long completions = spec.path("completions").asLong();
    if (spec.path("completionMode").asText().equals(JobSpecRules.INDEXED) && completions > 0) {
      validateHostNames(object.at("/metadata/name").asText(), completions, errors);
    }
    return errors;
  }

  /** The name of an indexed job's pods ends with their index, and is their host name as well. */
  private static void validateHostNames(String name, long completions, List<FieldError> errors) {
    String host = name + "-" + (completions - 1);
    if (!Names.dns1123Label(host, false).isEmpty()) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("metadata", "name"),
              name,
              "will not able to create pod with invalid DNS label: " + host));
    }
  }

  private static void validateSpec(JsonNode spec, List<FieldError> errors) {
    JobSpecRules.validate(spec, SPEC, errors);
    JsonNode selector = spec.path("selector");
    if (!selector.isObject()) {
      errors.add(FieldError.required(SPEC.child("selector"), ""));
    }
    int before = errors.size();
    LabelValidation.selector(selector, SPEC.child("selector"), errors);
    if (errors.size() == before) {
      PodTemplateValidation.selectedByStructured(
          spec.path("template"), selector, SPEC.child("template"), errors);
    }
  }

  private static void validateGenerated(ObjectNode object, List<FieldError> errors) {
    JsonNode spec = object.path("spec");
    JsonNode given = spec.at("/template/metadata/labels");
    Map<String, String> labels = Trees.textMap(given);
    FieldPath path = SPEC.child("template").child("metadata").child("labels");
    Map<String, String> expected = expectedLabels(object);
    for (String key : List.of("controller-uid", "job-name", UID_LABEL, NAME_LABEL)) {
      String value = expected.get(key);
      String actual = labels.get(key);
      if (actual == null) {
        errors.add(FieldError.required(path.key(key), "must be '" + value + "'"));
      } else if (!actual.equals(value)) {
        errors.add(FieldError.invalid(path.key(key), given, "must be '" + value + "'"));
      }
    }
    if (!LabelSelector.ofStructured(spec.path("selector")).matches(expected)) {
      errors.add(
          FieldError.invalid(
              SPEC.child("selector"), spec.path("selector"), "`selector` not auto-generated"));
    }
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    JsonNode before = old.tree().path("spec");
    validateSpec(spec, errors);
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
    } else if (now.isNumber() && now.asLong() != spec.path("parallelism").asLong()) {
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
    return JobStatusValidation.validate(object, old.tree());
  }
}
