package io.binnacle.controller.certificatesigning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.Conditions.Condition;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.pki.SigningRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A node agent may renew its own certificate, or get its first one as a member of the
 * bootstrappers, when authorization lets it create the subresource that says so ({@code
 * selfnodeclient}, {@code nodeclient}).
 */
final class ApprovingReconciler implements Reconciler {
  private static final String GROUP = "certificates.k8s.io";

  /** What may be approved, by the permission that it takes. */
  private record Recognizer(String subresource, String message) {}

  private static final Recognizer SELF =
      new Recognizer(
          "selfnodeclient",
          "Auto approving self kubelet client certificate after SubjectAccessReview.");
  private static final Recognizer FIRST =
      new Recognizer(
          "nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview.");

  private final ControllerContext context;
  private final Requests requests;

  ApprovingReconciler(ControllerContext context) {
    this.context = context;
    this.requests = new Requests(context);
  }

  @Override
  public List<Watch> watches() {
    return requests.watches();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found =
        requests
            .get(key)
            .filter(request -> !Requests.isDecided(request) && !Requests.isIssued(request))
            .filter(request ->
                Requests.builtInSigner(request).filter(Signer.NODE_CLIENT::equals).isPresent());
    if (found.isPresent()) {
      for (Recognizer recognizer : candidates(found.get())) {
        if (isAllowed(found.get(), recognizer)) {
          approve(found.get(), recognizer);
          return Result.done();
        }
      }
    }
    return Result.done();
  }

  /** Empty where the signer would refuse the request. */
  private static List<Recognizer> candidates(ApiObject request) {
    try {
      SigningRequest content = Requests.content(request);
      if (Signer.NODE_CLIENT.refusal(content, Requests.usages(request)).isPresent()) {
        return List.of();
      }
      boolean self =
          request.tree().at("/spec/username").asText().equals(content.subject().commonName());
      return self ? List.of(SELF, FIRST) : List.of(FIRST);
    } catch (IOException e) {
      return List.of();
    }
  }

  private boolean isAllowed(ApiObject request, Recognizer recognizer) {
    JsonNode by = request.tree().path("spec");
    ObjectNode review =
        Json.object()
            .put("kind", "SubjectAccessReview")
            .put("apiVersion", "authorization.k8s.io/v1");
    ObjectNode spec = review.putObject("spec");
    spec.put("user", by.path("username").asText());
    for (String field : List.of("uid", "groups", "extra")) {
      Trees.setOrRemove(spec, field, by.has(field) ? by.get(field).deepCopy() : null);
    }
    spec.putObject("resourceAttributes")
        .put("group", GROUP)
        .put("resource", "certificatesigningrequests")
        .put("verb", "create")
        .put("subresource", recognizer.subresource());
    return context
        .client()
        .create(Resources.SUBJECT_ACCESS_REVIEWS, "", review)
        .tree()
        .at("/status/allowed")
        .asBoolean();
  }

  private void approve(ApiObject request, Recognizer recognizer) {
    ObjectNode tree = request.copyTree();
    Conditions.set(
        Trees.child(tree, "status"),
        new Condition("Approved", "True", "AutoApproved", recognizer.message()),
        context.clock().instant());
    var unused =
        context
            .client()
            .updateSubresource(
                Resources.CERTIFICATE_SIGNING_REQUESTS, "", request.name(), "approval", tree);
  }
}
