package io.binnacle.registry.authentication.selfsubjectreview;

import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Verb;
import io.binnacle.registry.authentication.UserDocument;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The SelfSubjectReview kind: who the server takes the client for (KEP-3325). */
@Dependent
public final class SelfSubjectReviewResource implements BuiltInResource {
  private final Clock clock;

  @Inject
  public SelfSubjectReviewResource(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews")
        .clusterScoped()
        .verbs(Set.of(Verb.CREATE))
        .strategy(new Strategy(clock))
        .build();
  }

  private record Strategy(Clock clock) implements ResourceStrategy.WithoutGeneration {
    @Override
    public Optional<VirtualCreation> virtualCreation() {
      return Optional.of((scope, document, options) -> {
        Trees.child(document, "metadata")
            .put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        document.putObject("status").set("userInfo", UserDocument.of(scope.user()));
        return CompletableFuture.completedFuture(document);
      });
    }
  }
}
