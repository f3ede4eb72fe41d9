package io.binnacle.registry.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.WebhookClientRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Defaults and rules of both kinds of webhook configurations. */
public final class WebhookConfigurationStrategy implements ResourceStrategy {
  private static final List<String> FAILURE = List.of("Fail", "Ignore");
  private static final List<String> MATCH = List.of("Equivalent", "Exact");
  private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
  private static final List<String> REINVOCATION = List.of("IfNeeded", "Never");
  private static final Set<String> REVIEW_VERSIONS = Set.of("v1", "v1beta1");
  private static final int TIMEOUT_SECONDS = 10;
  private static final int MAX_TIMEOUT = 30;
  private static final int HTTPS_PORT = 443;

  private final boolean mutating;

  public WebhookConfigurationStrategy(boolean mutating) {
    this.mutating = mutating;
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    for (ObjectNode webhook : Trees.objects(object.path("webhooks"))) {
      Trees.defaultText(webhook, "failurePolicy", "Fail");
      Trees.defaultText(webhook, "matchPolicy", "Equivalent");
      Trees.child(webhook, "namespaceSelector");
      Trees.child(webhook, "objectSelector");
      Trees.defaultNumber(webhook, "timeoutSeconds", TIMEOUT_SECONDS);
      if (mutating) {
        Trees.defaultText(webhook, "reinvocationPolicy", "Never");
      }
      if (webhook.at("/clientConfig/service") instanceof ObjectNode service) {
        Trees.defaultNumber(service, "port", HTTPS_PORT);
      }
      MatchRules.ruleDefaults(webhook.path("rules"));
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode webhook : object.path("webhooks")) {
      FieldPath at = FieldPath.of("webhooks").index(index++);
      validateWebhook(webhook, at, errors);
      String name = webhook.path("name").asText();
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(at.child("name"), name));
      }
    }
    return errors;
  }

  private void validateWebhook(JsonNode webhook, FieldPath path, List<FieldError> errors) {
    MatchRules.fullyQualifiedName(webhook.path("name").asText(), path.child("name"), errors);
    int index = 0;
    for (JsonNode rule : webhook.path("rules")) {
      MatchRules.validateRule(rule, path.child("rules").index(index++), errors);
    }
    FieldChecks.oneOf(webhook.path("failurePolicy"), FAILURE, path.child("failurePolicy"), errors);
    FieldChecks.oneOf(webhook.path("matchPolicy"), MATCH, path.child("matchPolicy"), errors);
    FieldChecks.requiredOneOf(
        webhook.path("sideEffects"), SIDE_EFFECTS, path.child("sideEffects"), errors);
    JsonNode timeout = webhook.path("timeoutSeconds");
    if (timeout.isNumber() && (timeout.asLong() < 1 || timeout.asLong() > MAX_TIMEOUT)) {
      errors.add(
          FieldError.invalid(
              path.child("timeoutSeconds"),
              timeout,
              "the timeout value must be between 1 and 30 seconds"));
    }
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      LabelValidation.selector(webhook.path(selector), path.child(selector), errors);
    }
    if (mutating) {
      FieldChecks.oneOf(
          webhook.path("reinvocationPolicy"),
          REINVOCATION,
          path.child("reinvocationPolicy"),
          errors);
    }
    WebhookClientRules.validate(webhook.path("clientConfig"), path.child("clientConfig"), errors);
    validateVersions(
        webhook.path("admissionReviewVersions"), path.child("admissionReviewVersions"), errors);
    MatchRules.validateConditions(
        webhook.path("matchConditions"), path.child("matchConditions"), errors);
  }

  private static void validateVersions(JsonNode versions, FieldPath path, List<FieldError> errors) {
    if (versions.isEmpty()) {
      errors.add(FieldError.required(path, "must specify one of v1, v1beta1"));
      return;
    }
    boolean known = Trees.texts(versions).stream().anyMatch(REVIEW_VERSIONS::contains);
    if (!known) {
      errors.add(FieldError.invalid(path, versions, "must include at least one of v1, v1beta1"));
    }
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (JsonNode version : versions) {
      FieldPath at = path.index(index++);
      FieldChecks.invalid(
          version.asText(), Names.dns1035Label(version.asText(), false), at, errors);
      if (!seen.add(version.asText())) {
        errors.add(FieldError.invalid(at, version, "duplicate version"));
      }
    }
  }
}
