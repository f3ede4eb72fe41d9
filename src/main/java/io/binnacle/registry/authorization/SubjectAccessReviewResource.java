package io.binnacle.registry.authorization;

import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** The SubjectAccessReview kind. */
@Dependent
public final class SubjectAccessReviewResource implements BuiltInResource {
  private final AccessReviews reviews;

  @Inject
  public SubjectAccessReviewResource(Provider<AuthorizationChain> authorization) {
    this.reviews = new AccessReviews(authorization);
  }

  @Override
  public ResourceDefinition definition() {
    return AccessReviews.definition(
            "SubjectAccessReview",
            "subjectaccessreviews",
            (scope, review, options) -> reviews.ofSubject(review, ""))
        .clusterScoped()
        .build();
  }
}
