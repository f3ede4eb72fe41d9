package io.binnacle.controller.certificatesigning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import io.binnacle.pki.SigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Signs one request, once it is approved, or says in a condition why it never will be. */
final class CertificateSigningReconciler implements Reconciler {
  /** Shorter ones would end before their clients have renewed them. */
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  private final ControllerContext context;
  private final Optional<ClusterCa> authority;
  private final Duration longest;
  private final SharedInformer requests;

  CertificateSigningReconciler(
      ControllerContext context, Optional<ClusterCa> authority, Duration longest) {
    this.context = context;
    this.authority = authority;
    this.longest = longest;
    this.requests =
        context
            .informers()
            .informer(Resources.CERTIFICATE_SIGNING_REQUESTS, ListOptions.allNamespaces());
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(requests, KeyMapper.self()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> request = requests.lister().get(key).filter(this::isWaiting);
    if (request.isPresent() && authority.isPresent()) {
      Optional<Signer> signer = Signer.named(request.get().tree().at("/spec/signerName").asText());
      if (signer.isPresent()) {
        decide(request.get(), signer.get(), authority.get());
      }
    }
    return Result.done();
  }

  private boolean isWaiting(ApiObject request) {
    JsonNode status = request.tree().path("status");
    return status.path("certificate").asText().isEmpty()
        && hasCondition(status, "Approved")
        && !hasCondition(status, "Failed")
        && !request.isBeingDeleted();
  }

  private static boolean hasCondition(JsonNode status, String type) {
    return status
        .path("conditions")
        .valueStream()
        .anyMatch(condition ->
            condition.path("type").asText().equals(type)
                && condition.path("status").asText("True").equals("True"));
  }

  private void decide(ApiObject request, Signer signer, ClusterCa ca) {
    JsonNode spec = request.tree().path("spec");
    Optional<String> refusal;
    try {
      SigningRequest asked = SigningRequest.parse(decoded(spec.path("request").asText()));
      refusal = signer.refusal(asked, Trees.texts(spec.path("usages")));
      if (refusal.isEmpty()) {
        CertificateSpec wanted =
            new CertificateSpec(asked.subject(), asked.names(), signer.purpose(), lifetime(spec));
        write(request, status -> issue(status, ca.issue(wanted, asked.publicKey())));
        return;
      }
    } catch (IOException e) {
      refusal = Optional.of("unable to parse csr: " + e.getMessage());
    }
    String why = refusal.get();
    write(request, status -> refuse(status, why));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }

  private Duration lifetime(JsonNode spec) {
    if (!spec.path("expirationSeconds").isNumber()) {
      return longest;
    }
    Duration asked = Duration.ofSeconds(spec.path("expirationSeconds").asLong());
    return asked.compareTo(longest) > 0
        ? longest
        : asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked;
  }

  private static void issue(ObjectNode status, X509Certificate certificate) {
    byte[] pem = Pem.certificate(certificate).getBytes(StandardCharsets.US_ASCII);
    status.put("certificate", Base64.getEncoder().encodeToString(pem));
  }

  private void refuse(ObjectNode status, String why) {
    status
        .withArrayProperty("conditions")
        .addObject()
        .put("type", "Failed")
        .put("status", "True")
        .put("reason", "SignerValidationFailure")
        .put("message", why)
        .put(
            "lastUpdateTime", context.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private void write(ApiObject request, Consumer<ObjectNode> change) {
    ObjectNode tree = request.copyTree();
    change.accept(Trees.child(tree, "status"));
    try {
      context.client().updateStatus(Resources.CERTIFICATE_SIGNING_REQUESTS, "", tree);
    } catch (ApiException e) {
      // Whoever changed or deleted it meanwhile is seen next.
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
