package io.binnacle.registry.authorization;

import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** The SelfSubjectAccessReview kind. */
@Dependent
public final class SelfSubjectAccessReviewResource implements BuiltInResource {
  private final AccessReviews reviews;

  @Inject
  public SelfSubjectAccessReviewResource(Provider<AuthorizationChain> authorization) {
    this.reviews = new AccessReviews(authorization);
  }

  @Override
  public ResourceDefinition definition() {
    return AccessReviews.definition(
            "SelfSubjectAccessReview",
            "selfsubjectaccessreviews",
            (scope, review, options) -> reviews.ofSelf(review, scope.user()))
        .clusterScoped()
        .build();
  }
}
