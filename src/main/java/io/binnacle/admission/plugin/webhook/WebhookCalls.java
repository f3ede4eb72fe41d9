package io.binnacle.admission.plugin.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.FreshLookup;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.extension.WebhookClient;
import io.binnacle.extension.WebhookException;
import io.binnacle.schema.cel.MatchConditions;
import io.binnacle.storage.ObjectStore;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;

/** What both plugins do with one webhook: see whether it is to be asked, ask it, judge it. */
final class WebhookCalls {
  private static final System.Logger LOG = System.getLogger(WebhookCalls.class.getName());
  private static final String REVIEW_VERSION = "admission.k8s.io/v1";
  private static final String REVIEW_KIND = "AdmissionReview";
  private static final int LEAST_REFUSAL = 400;

  /** What configures admission is never subject to it: a bad webhook could not be mended. */
  private static final Set<String> EXEMPT =
      Set.of(
          "mutatingwebhookconfigurations",
          "validatingwebhookconfigurations",
          "validatingadmissionpolicies",
          "validatingadmissionpolicybindings",
          "mutatingadmissionpolicies",
          "mutatingadmissionpolicybindings");

  private final WebhookClient client;
  private final FreshLookup lookup;

  WebhookCalls(WebhookClient client, ObjectStore store) {
    this.client = client;
    this.lookup = new FreshLookup(store);
  }

  static boolean isExempt(AdmissionRequest request) {
    return request.resource().group().equals("admissionregistration.k8s.io")
        && EXEMPT.contains(request.resource().resource());
  }

  /**
   * Asks a webhook about a write, if it is about it.
   *
   * @return its response when it allows the write; empty where it was not asked, or could not be
   *     and may be left out
   * @throws ApiException when it denies the write, or cannot be asked and must be
   */
  Optional<JsonNode> ask(Webhook webhook, AdmissionRequest request) {
    if (!webhook.isAbout(request, lookup) || !conditionsHold(webhook, request)) {
      return Optional.empty();
    }
    JsonNode response;
    try {
      response = call(webhook, request);
    } catch (WebhookException e) {
      String failure = "failed calling webhook \"" + webhook.name() + "\": " + e.getMessage();
      if (webhook.policy().ignoresFailure()) {
        LOG.log(Level.WARNING, "{0}; it is ignored, as its failure policy says", failure);
        return Optional.empty();
      }
      throw ApiException.internal(failure);
    }
    Trees.texts(response.path("warnings")).forEach(request::addWarning);
    if (!response.path("allowed").asBoolean()) {
      throw denial(webhook, response.path("status"));
    }
    return Optional.of(response);
  }

  private static boolean conditionsHold(Webhook webhook, AdmissionRequest request) {
    if (webhook.conditions().isEmpty()) {
      return true;
    }
    MatchConditions.Outcome outcome =
        MatchConditions.of(webhook.conditions()).evaluate(AdmissionReviews.variables(request));
    return switch (outcome) {
      case MatchConditions.Outcome.Holds() -> true;
      case MatchConditions.Outcome.DoesNotHold() -> false;
      case MatchConditions.Outcome.Failed(String why) -> {
        if (webhook.policy().ignoresFailure()) {
          yield false;
        }
        throw request.forbidden(why);
      }
    };
  }

  private JsonNode call(Webhook webhook, AdmissionRequest request) throws WebhookException {
    ObjectNode review = AdmissionReviews.of(request);
    String uid = review.at("/request/uid").asText();
    ObjectNode answer;
    try {
      answer = client.call(webhook.clientConfig(), review, webhook.policy().timeout());
    } catch (WebhookException e) {
      throw new WebhookException("failed to call webhook: " + e.getMessage());
    }
    if (!answer.path("apiVersion").asText().equals(REVIEW_VERSION)
        || !answer.path("kind").asText().equals(REVIEW_KIND)) {
      throw new WebhookException(
          "received invalid webhook response: expected webhook response of "
              + REVIEW_VERSION
              + ", Kind="
              + REVIEW_KIND
              + ", got "
              + answer.path("apiVersion").asText()
              + ", Kind="
              + answer.path("kind").asText());
    }
    JsonNode response = answer.path("response");
    if (!response.isObject()) {
      throw new WebhookException("received invalid webhook response: no response provided");
    }
    if (!response.path("uid").asText().equals(uid)) {
      throw new WebhookException(
          "received invalid webhook response: expected response.uid=\""
              + uid
              + "\", got \""
              + response.path("uid").asText()
              + "\"");
    }
    return response;
  }

  /** The webhook's own status, with who denied in front of its message. */
  private static ApiException denial(Webhook webhook, JsonNode given) {
    ObjectNode status = given instanceof ObjectNode object ? object.deepCopy() : Json.object();
    String by = "admission webhook \"" + webhook.name() + "\" denied the request";
    String message = status.path("message").asText();
    String reason = status.path("reason").asText();
    String why = message.isEmpty() ? reason : message;
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
    status.putObject("metadata");
    status.put("message", why.isEmpty() ? by + " without explanation" : by + ": " + why);
    status.put("code", Math.max(status.path("code").asInt(), LEAST_REFUSAL));
    return ApiException.ofStatus(status);
  }
}
