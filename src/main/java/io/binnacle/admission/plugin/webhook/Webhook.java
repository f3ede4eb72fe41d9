package io.binnacle.admission.plugin.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.FreshLookup;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.storage.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One webhook of a configuration, read once.
 *
 * @param id tells it from all others, those of the same name in other configurations included
 */
record Webhook(
    String id,
    String name,
    List<MatchRule> rules,
    Selectors selectors,
    JsonNode conditions,
    JsonNode clientConfig,
    Policy policy) {
  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
  private static final int DEFAULT_TIMEOUT_SECONDS = 10;

  /** Which objects, and in which namespaces. */
  record Selectors(LabelSelector namespaces, LabelSelector objects) {}

  /**
   * How it is called.
   *
   * @param ignoresFailure whether a write passes where the webhook cannot be asked
   * @param isReinvoked whether it is asked again about what others change after it
   */
  record Policy(boolean ignoresFailure, boolean isReinvoked, Duration timeout) {}

  static List<Webhook> of(ApiObject configuration) {
    List<Webhook> webhooks = new ArrayList<>();
    for (JsonNode webhook : configuration.tree().path("webhooks")) {
      webhooks.add(
          new Webhook(
              configuration.uid() + "/" + webhooks.size(),
              webhook.path("name").asText(),
              MatchRule.of(webhook.path("rules"), webhook.path("matchPolicy").asText()),
              new Selectors(
                  LabelSelector.ofStructured(webhook.path("namespaceSelector")),
                  LabelSelector.ofStructured(webhook.path("objectSelector"))),
              webhook.path("matchConditions"),
              webhook.path("clientConfig"),
              new Policy(
                  webhook.path("failurePolicy").asText().equals("Ignore"),
                  webhook.path("reinvocationPolicy").asText().equals("IfNeeded"),
                  Duration.ofSeconds(
                      webhook.path("timeoutSeconds").asLong(DEFAULT_TIMEOUT_SECONDS)))));
    }
    return List.copyOf(webhooks);
  }

  /**
   * Whether its rules and selectors are about the request; its conditions may still say no.
   *
   * @throws ApiException NotFound for a namespace that is not there
   */
  boolean isAbout(AdmissionRequest request, FreshLookup lookup) {
    return rules.stream().anyMatch(rule -> rule.matches(request))
        && matchesObject(request)
        && matchesNamespace(request, lookup);
  }

  private boolean matchesObject(AdmissionRequest request) {
    if (selectors.objects().isEverything()) {
      return true;
    }
    ApiObject old = request.oldObject();
    boolean now = request.object() != null && selectors.objects().matches(labels(request.object()));
    return now || (old != null && selectors.objects().matches(old.labels()));
  }

  private boolean matchesNamespace(AdmissionRequest request, FreshLookup lookup) {
    boolean isNamespace = request.resource().groupResource().equals(NAMESPACES);
    if (selectors.namespaces().isEverything() || (request.namespace().isEmpty() && !isNamespace)) {
      return true;
    }
    if (isNamespace) {
      ApiObject old = request.oldObject();
      Map<String, String> labels =
          request.object() != null
              ? labels(request.object())
              : old != null ? old.labels() : Map.of();
      return selectors.namespaces().matches(labels);
    }
    StoredObject namespace =
        lookup.get(request, NAMESPACES, ObjectKey.clusterScoped(request.namespace()));
    if (namespace == null) {
      throw ApiException.notFound(NAMESPACES, request.namespace());
    }
    return selectors.namespaces().matches(namespace.object().labels());
  }

  private static Map<String, String> labels(JsonNode object) {
    return Trees.textMap(object.path("metadata").path("labels"));
  }
}
