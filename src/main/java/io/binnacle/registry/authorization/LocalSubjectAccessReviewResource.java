package io.binnacle.registry.authorization;

import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** The LocalSubjectAccessReview kind: about one namespace, whose administrators may ask. */
@Dependent
public final class LocalSubjectAccessReviewResource implements BuiltInResource {
  private final AccessReviews reviews;

  @Inject
  public LocalSubjectAccessReviewResource(Provider<AuthorizationChain> authorization) {
    this.reviews = new AccessReviews(authorization);
  }

  @Override
  public ResourceDefinition definition() {
    return AccessReviews.definition(
            "LocalSubjectAccessReview",
            "localsubjectaccessreviews",
            (scope, review, options) -> reviews.ofSubject(review, scope.namespace()))
        .build();
  }
}
