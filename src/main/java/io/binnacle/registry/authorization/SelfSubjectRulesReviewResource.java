package io.binnacle.registry.authorization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authorization.AccessRules;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The SelfSubjectRulesReview kind: what {@code kubectl auth can-i --list} shows. */
@Dependent
public final class SelfSubjectRulesReviewResource implements BuiltInResource {
  private final Provider<AuthorizationChain> authorization;

  @Inject
  public SelfSubjectRulesReviewResource(Provider<AuthorizationChain> authorization) {
    this.authorization = authorization;
  }

  @Override
  public ResourceDefinition definition() {
    return AccessReviews.definition(
            "SelfSubjectRulesReview",
            "selfsubjectrulesreviews",
            (scope, review, options) -> {
              String namespace = review.at("/spec/namespace").asText();
              if (namespace.isEmpty()) {
                throw ApiException.badRequest("no namespace on request");
              }
              // As in Kubernetes, the answer does not repeat the question.
              review.putObject("metadata");
              review.putObject("spec");
              review.set("status", status(authorization.get().rules(scope.user(), namespace)));
              return CompletableFuture.completedFuture(review);
            })
        .clusterScoped()
        .build();
  }

  private static ObjectNode status(AccessRules rules) {
    ObjectNode status = Json.object();
    ArrayNode resources = status.putArray("resourceRules");
    for (AccessRules.ResourceRule rule : rules.resources()) {
      ObjectNode told = resources.addObject();
      put(told, "verbs", rule.verbs());
      put(told, "apiGroups", rule.apiGroups());
      put(told, "resources", rule.resources());
    }
    ArrayNode paths = status.putArray("nonResourceRules");
    for (AccessRules.PathRule rule : rules.paths()) {
      ObjectNode told = paths.addObject();
      put(told, "verbs", rule.verbs());
      put(told, "nonResourceURLs", rule.paths());
    }
    status.put("incomplete", rules.incomplete());
    if (!rules.evaluationError().isEmpty()) {
      status.put("evaluationError", rules.evaluationError());
    }
    return status;
  }

  private static void put(ObjectNode rule, String field, List<String> values) {
    values.forEach(rule.putArray(field)::add);
  }
}
