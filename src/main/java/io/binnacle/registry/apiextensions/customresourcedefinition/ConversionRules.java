package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;

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
      return;
    }
    JsonNode webhook = conversion.path("webhook");
    JsonNode client = webhook.path("clientConfig");
    if (strategy.equals("None")) {
      if (client.isObject()) {
        errors.add(
            FieldError.forbidden(
                path.child("webhookClientConfig"),
                "should not be set when strategy is not set to Webhook"));
      }
      return;
    }
    FieldPath clientPath = path.child("webhookClientConfig");
    if (!client.isObject()) {
      errors.add(FieldError.required(clientPath, "required when strategy is set to Webhook"));
    } else if (client.hasNonNull("url") == client.hasNonNull("service")) {
      errors.add(FieldError.required(clientPath, "exactly one of url or service is required"));
    }
    if (webhook.path("conversionReviewVersions").isEmpty()) {
      errors.add(FieldError.required(path.child("conversionReviewVersions"), ""));
    }
  }
}
