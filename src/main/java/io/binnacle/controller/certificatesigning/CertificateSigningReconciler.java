package io.binnacle.controller.certificatesigning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.Conditions.Condition;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
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
  private final Requests requests;

  CertificateSigningReconciler(
      ControllerContext context, Optional<ClusterCa> authority, Duration longest) {
    this.context = context;
    this.authority = authority;
    this.longest = longest;
    this.requests = new Requests(context);
  }

  @Override
  public List<Watch> watches() {
    return requests.watches();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> request = requests.get(key).filter(CertificateSigningReconciler::isWaiting);
    if (request.isPresent() && authority.isPresent()) {
      Optional<Signer> signer = Requests.builtInSigner(request.get());
      if (signer.isPresent()) {
        decide(request.get(), signer.get(), authority.get());
      }
    }
    return Result.done();
  }

  private static boolean isWaiting(ApiObject request) {
    return !Requests.isIssued(request)
        && Requests.condition(request, "Approved").isPresent()
        && Requests.condition(request, "Failed").isEmpty()
        && !request.isBeingDeleted();
  }

  private void decide(ApiObject request, Signer signer, ClusterCa ca) {
    Optional<String> refusal;
    try {
      SigningRequest asked = Requests.content(request);
      refusal = signer.refusal(asked, Requests.usages(request));
      if (refusal.isEmpty()) {
        CertificateSpec wanted =
            new CertificateSpec(
                asked.subject(),
                asked.names(),
                signer.purpose(),
                lifetime(request.tree().path("spec")));
        write(request, status -> issue(status, ca.issue(wanted, asked.publicKey())));
        return;
      }
    } catch (IOException e) {
      refusal = Optional.of("unable to parse csr: " + e.getMessage());
    }
    Condition failed = new Condition("Failed", "True", "SignerValidationFailure", refusal.get());
    write(request, status -> Conditions.set(status, failed, context.clock().instant()));
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
