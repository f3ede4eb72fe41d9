package io.binnacle.registry.authorization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import jakarta.enterprise.context.Dependent;
import java.util.concurrent.CompletableFuture;

/**
 * The SelfSubjectRulesReview kind. Authorizers answer questions, they do not list what they would
 * answer: the list is told to be incomplete, except for who may do everything.
 */
@Dependent
public final class SelfSubjectRulesReviewResource implements BuiltInResource {
  private static final String ALL = "*";

  @Override
  public ResourceDefinition definition() {
    return AccessReviews.definition(
            "SelfSubjectRulesReview",
            "selfsubjectrulesreviews",
            (scope, review, options) -> {
              if (review.at("/spec/namespace").asText().isEmpty()) {
                throw ApiException.badRequest("no namespace on request");
              }
              review.set("status", status(scope.user()));
              return CompletableFuture.completedFuture(review);
            })
        .clusterScoped()
        .build();
  }

  private static ObjectNode status(UserInfo user) {
    ObjectNode status = Json.object();
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    boolean everything = user.isMember(UserInfo.MASTERS);
    if (everything) {
      ObjectNode rule = resources.addObject();
      rule.putArray("verbs").add(ALL);
      rule.putArray("apiGroups").add(ALL);
      rule.putArray("resources").add(ALL);
      ObjectNode path = paths.addObject();
      path.putArray("verbs").add(ALL);
      path.putArray("nonResourceURLs").add(ALL);
    }
    status.put("incomplete", !everything);
    return status;
  }
}
