package io.binnacle.registry.core.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.authentication.ServiceAccountTokenIssuer;
import io.binnacle.authentication.ServiceAccountTokenIssuer.BoundObject;
import io.binnacle.authentication.ServiceAccountTokenIssuer.Issued;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.WriteOptions;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Issues a token of a service account, bound to an object where asked (KEP-1205). */
final class TokenRequestAction implements Subresource.Action.Handler {
  static final GroupVersionKind KIND =
      new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");

  private static final long DEFAULT_SECONDS = Duration.ofHours(1).toSeconds();
  private static final long MIN_SECONDS = Duration.ofMinutes(10).toSeconds();
  private static final long MAX_SECONDS = 1L << 32;
  private static final FieldPath SPEC = FieldPath.of("spec");

  /** What a token may be bound to. */
  private static final Map<String, GroupResource> BINDABLE =
      Map.of(
          "Pod", new GroupResource("", "pods"),
          "Secret", new GroupResource("", "secrets"),
          "Node", new GroupResource("", "nodes"));

  private final Provider<ServiceAccountTokenIssuer> issuer;
  private final ObjectStore store;
  private final Clock clock;

  TokenRequestAction(Provider<ServiceAccountTokenIssuer> issuer, ObjectStore store, Clock clock) {
    this.issuer = issuer;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public CompletionStage<ObjectNode> handle(
      RequestScope scope, StoredObject parent, ObjectNode document, WriteOptions options) {
    JsonNode spec = document.path("spec");
    long seconds =
        spec.path("expirationSeconds").isNumber()
            ? spec.path("expirationSeconds").asLong()
            : DEFAULT_SECONDS;
    validate(spec, seconds);
    return store
        .latest()
        .thenApply(state -> {
          Optional<BoundObject> bound = bound(spec.path("boundObjectRef"), parent, state);
          Issued issued =
              issuer
                  .get()
                  .issue(
                      new ServiceAccountTokenIssuer.Request(
                          parent.key().namespace(),
                          parent.key().name(),
                          parent.object().uid(),
                          bound,
                          Trees.texts(spec.path("audiences")),
                          Duration.ofSeconds(seconds)));
          return answer(parent, spec, seconds, issued);
        });
  }

  private static void validate(JsonNode spec, long seconds) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath path = SPEC.child("expirationSeconds");
    if (seconds < MIN_SECONDS) {
      errors.add(
          FieldError.invalid(path, seconds, "may not specify a duration less than 10 minutes"));
    } else if (seconds > MAX_SECONDS) {
      errors.add(
          FieldError.invalid(path, seconds, "may not specify a duration larger than 2^32 seconds"));
    }
    JsonNode reference = spec.path("boundObjectRef");
    if (reference.isObject() && !BINDABLE.containsKey(reference.path("kind").asText())) {
      throw ApiException.badRequest(
          "cannot bind token for serviceaccount to object of type "
              + reference.path("apiVersion").asText()
              + ", Kind="
              + reference.path("kind").asText());
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(KIND.group(), KIND.kind(), "", errors);
    }
  }

  private static Optional<BoundObject> bound(
      JsonNode reference, StoredObject account, Snapshot state) {
    String kind = reference.path("kind").asText();
    GroupResource resource = BINDABLE.get(kind);
    if (!reference.isObject() || resource == null) {
      return Optional.empty();
    }
    String name = reference.path("name").asText();
    String namespace = kind.equals("Node") ? "" : account.key().namespace();
    StoredObject target = state.get(resource, new ObjectKey(namespace, name));
    if (target == null) {
      throw ApiException.notFound(resource, name);
    }
    String uid = target.object().uid();
    String wanted = reference.path("uid").asText();
    if (!wanted.isEmpty() && !wanted.equals(uid)) {
      throw ApiException.conflict(
          resource,
          name,
          "the UID in the bound object reference ("
              + wanted
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated");
    }
    if (kind.equals("Pod")) {
      checkAccount(target, account);
    }
    return Optional.of(new BoundObject(kind, "v1", name, uid));
  }

  private static void checkAccount(StoredObject pod, StoredObject account) {
    String used = pod.object().tree().at("/spec/serviceAccountName").asText();
    if (!used.equals(account.key().name())) {
      throw ApiException.badRequest(
          "cannot bind token for serviceaccount \""
              + account.key().name()
              + "\" to pod running with different serviceaccount name.");
    }
  }

  private static final String TOKEN = "token";

  private ObjectNode answer(StoredObject account, JsonNode spec, long seconds, Issued issued) {
    ObjectNode answer = Json.object();
    answer.put("kind", KIND.kind());
    answer.put("apiVersion", KIND.apiVersion());
    ObjectNode metadata = answer.putObject("metadata");
    metadata.put("name", account.key().name());
    metadata.put("namespace", account.key().namespace());
    metadata.put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    ObjectNode answerSpec = answer.putObject("spec");
    issued.audiences().forEach(answerSpec.putArray("audiences")::add);
    answerSpec.put("expirationSeconds", seconds);
    answerSpec.set(
        "boundObjectRef",
        spec.path("boundObjectRef").isObject() ? spec.get("boundObjectRef") : null);
    ObjectNode status = answer.putObject("status");
    status.put(TOKEN, issued.token());
    status.put(
        "expirationTimestamp", issued.expiration().truncatedTo(ChronoUnit.SECONDS).toString());
    return answer;
  }
}
