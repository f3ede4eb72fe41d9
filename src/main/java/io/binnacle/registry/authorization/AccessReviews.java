package io.binnacle.registry.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Verb;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks and answers questions of what somebody may do. */
public final class AccessReviews {
  public static final String GROUP = "authorization.k8s.io";
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final InternalForm PATH_ATTRIBUTES = InternalForm.empty().texts("Path", "Verb");

  private final Provider<AuthorizationChain> authorization;

  public AccessReviews(Provider<AuthorizationChain> authorization) {
    this.authorization = authorization;
  }

  /** The definition of one of the reviews. */
  static ResourceDefinition.Builder definition(
      String kind, String plural, ResourceStrategy.VirtualCreation creation) {
    return ResourceDefinition.builder(GROUP, "v1", kind, plural)
        .verbs(Set.of(Verb.CREATE))
        .strategy(new Answering(creation));
  }

  private record Answering(ResourceStrategy.VirtualCreation creation)
      implements ResourceStrategy.WithoutGeneration {
    @Override
    public Optional<VirtualCreation> virtualCreation() {
      return Optional.of(creation);
    }
  }

  /**
   * Answers a review about a user that it names.
   *
   * @param namespace the only one that may be asked about; empty for any
   */
  CompletionStage<ObjectNode> ofSubject(ObjectNode review, String namespace) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = review.path("spec");
    validateAttributes(spec, errors);
    if (spec.path("user").asText().isEmpty() && spec.path("groups").isEmpty()) {
      errors.add(
          FieldError.invalid(
              SPEC.child("user"), "", "at least one of user or group must be specified"));
    }
    if (!namespace.isEmpty()) {
      validateNamespace(spec, namespace, errors);
    }
    refuse(errors);
    Map<String, List<String>> extra = new LinkedHashMap<>();
    spec.path("extra")
        .properties()
        .forEach(entry -> extra.put(entry.getKey(), Trees.texts(entry.getValue())));
    UserInfo user =
        new UserInfo(
            spec.path("user").asText(),
            spec.path("uid").asText(),
            Trees.texts(spec.path("groups")),
            extra);
    return answer(review, user);
  }

  private static void validateNamespace(JsonNode spec, String namespace, List<FieldError> errors) {
    if (spec.path("nonResourceAttributes").isObject()) {
      errors.add(
          FieldError.invalidRaw(
              SPEC.child("nonResourceAttributes"),
              PATH_ATTRIBUTES.show(spec.path("nonResourceAttributes")),
              "disallowed on this kind of request"));
    }
    String asked = spec.at("/resourceAttributes/namespace").asText();
    if (spec.path("resourceAttributes").isObject() && !asked.equals(namespace)) {
      errors.add(
          FieldError.invalid(
              SPEC.child("resourceAttributes").child("namespace"),
              asked,
              "must match metadata.namespace"));
    }
  }

  /** Answers a review about the client itself. */
  CompletionStage<ObjectNode> ofSelf(ObjectNode review, UserInfo user) {
    List<FieldError> errors = new ArrayList<>();
    validateAttributes(review.path("spec"), errors);
    refuse(errors);
    return answer(review, user);
  }

  private static void validateAttributes(JsonNode spec, List<FieldError> errors) {
    boolean resource = spec.path("resourceAttributes").isObject();
    boolean path = spec.path("nonResourceAttributes").isObject();
    if (resource && path) {
      errors.add(
          FieldError.invalidRaw(
              SPEC.child("nonResourceAttributes"),
              PATH_ATTRIBUTES.show(spec.path("nonResourceAttributes")),
              "cannot be specified in combination with resourceAttributes"));
    } else if (!resource && !path) {
      errors.add(
          FieldError.invalid(
              SPEC.child("resourceAttributes"),
              "null",
              "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
  }

  /** Kubernetes has lost the kind when it gets here, and the message is without it. */
  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalid(GROUP, "", "", errors);
    }
  }

  private CompletionStage<ObjectNode> answer(ObjectNode review, UserInfo user) {
    Decision decision = authorization.get().authorize(attributes(review.path("spec"), user));
    ObjectNode status = review.putObject("status");
    boolean allowed = decision instanceof Decision.Allow;
    status.put("allowed", allowed);
    if (!allowed && !decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
    return CompletableFuture.completedFuture(review);
  }

  private static RequestAttributes attributes(JsonNode spec, UserInfo user) {
    JsonNode path = spec.path("nonResourceAttributes");
    JsonNode resource = spec.path("resourceAttributes");
    boolean isResource = resource.isObject();
    String version = resource.path("version").asText();
    return new RequestAttributes(
        user,
        isResource ? resource.path("verb").asText() : path.path("verb").asText(),
        isResource,
        resource.path("group").asText(),
        version.isEmpty() ? "*" : version,
        resource.path("namespace").asText(),
        resource.path("resource").asText(),
        resource.path("subresource").asText(),
        resource.path("name").asText(),
        path.path("path").asText());
  }
}
