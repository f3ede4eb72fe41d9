package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.WebhookClientRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of how versions are converted into each other. */
final class ConversionRules {
  private static final List<String> STRATEGIES = List.of("None", "Webhook");

  private ConversionRules() {}

  static void validate(FieldPath path, JsonNode conversion, List<FieldError> errors) {
    String strategy = conversion.path("strategy").asText();
    if (strategy.isEmpty()) {
      errors.add(FieldError.required(path.child("strategy"), ""));
      return;
    }
    if (!STRATEGIES.contains(strategy)) {
      errors.add(FieldError.notSupported(path.child("strategy"), strategy, STRATEGIES));
    }
    // Kubernetes' internal types have no webhook between: its fields are the conversion's own.
    FieldPath clientPath = path.child("webhookClientConfig");
    FieldPath versionsPath = path.child("conversionReviewVersions");
    JsonNode client = conversion.path("webhook").path("clientConfig");
    JsonNode versions = conversion.path("webhook").path("conversionReviewVersions");
    if (!strategy.equals("Webhook")) {
      String must = "should not be set when strategy is not set to Webhook";
      if (client.isObject()) {
        errors.add(FieldError.forbidden(clientPath, must));
      }
      if (!versions.isEmpty()) {
        errors.add(FieldError.forbidden(versionsPath, must));
      }
      return;
    }
    if (!client.isObject()) {
      errors.add(FieldError.required(clientPath, "required when strategy is set to Webhook"));
    } else {
      WebhookClientRules.validate(client, clientPath, errors);
    }
    validateVersions(versions, versionsPath, errors);
  }

  private static void validateVersions(JsonNode versions, FieldPath path, List<FieldError> errors) {
    if (versions.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (String version : Trees.texts(versions)) {
      FieldPath at = path.index(index++);
      if (!seen.add(version)) {
        errors.add(FieldError.invalid(at, version, "duplicate version"));
      } else {
        for (String fault : Names.dns1035Label(version, false)) {
          errors.add(FieldError.invalid(at, version, fault));
        }
      }
    }
    if (!seen.contains("v1") && !seen.contains("v1beta1")) {
      errors.add(FieldError.invalid(path, versions, "must include at least one of v1, v1beta1"));
    }
  }
}
