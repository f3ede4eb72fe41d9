package io.binnacle.registry.authentication.tokenreview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.AuthenticationChain;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Verb;
import io.binnacle.registry.authentication.UserDocument;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The TokenReview kind: whose a token is. */
@Dependent
public final class TokenReviewResource implements BuiltInResource {
  private final Provider<AuthenticationChain> authentication;

  @Inject
  public TokenReviewResource(Provider<AuthenticationChain> authentication) {
    this.authentication = authentication;
  }

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("authentication.k8s.io", "v1", "TokenReview", "tokenreviews")
        .clusterScoped()
        .verbs(Set.of(Verb.CREATE))
        .strategy(new Strategy(authentication))
        .build();
  }

  private record Strategy(Provider<AuthenticationChain> authentication)
      implements ResourceStrategy.WithoutGeneration {
    @Override
    public Optional<VirtualCreation> virtualCreation() {
      return Optional.of((scope, document, options) -> {
        String token = document.at("/spec/token").asText();
        if (token.isEmpty()) {
          throw ApiException.badRequest("token is required for TokenReview in authentication");
        }
        document.set("status", status(token));
        return CompletableFuture.completedFuture(document);
      });
    }

    private ObjectNode status(String token) {
      ObjectNode status = Json.object();
      Credentials credentials = new Credentials(List.of(), Optional.of(token), Optional.empty());
      if (authentication.get().authenticate(credentials)
          instanceof AuthenticationOutcome.Authenticated(UserInfo user)) {
        status.put("authenticated", true);
        status.set("user", UserDocument.of(user));
      } else {
        status.putObject("user");
        status.put("error", "invalid bearer token");
      }
      return status;
    }
  }
}
