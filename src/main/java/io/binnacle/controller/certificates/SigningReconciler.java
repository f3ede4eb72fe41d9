package io.binnacle.controller.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.Conditions.Condition;
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
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Puts a certificate into what is approved, or says why there cannot be one. */
final class SigningReconciler implements Reconciler {
  private static final Duration LEAST = Duration.ofMinutes(10);

  private final ControllerContext context;
  private final Optional<ClusterCa> authority;
  private final Duration longest;
  private final SharedInformer requests;

  SigningReconciler(
      ControllerContext context,
      Optional<ClusterCa> authority,
      SigningConfiguration configuration) {
    this.context = context;
    this.authority = authority;
    this.longest = configuration.duration();
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
    Optional<ApiObject> found =
        requests
            .lister()
            .get(key)
            .filter(request -> Requests.condition(request, "Approved").isPresent())
            .filter(request -> Requests.condition(request, "Failed").isEmpty())
            .filter(request -> !Requests.isIssued(request));
    if (found.isPresent() && authority.isPresent()) {
      ApiObject request = found.get();
      BuiltInSigner.named(Requests.signer(request))
          .ifPresent(signer -> sign(request, signer, authority.get()));
    }
    return Result.done();
  }

  private void sign(ApiObject request, BuiltInSigner signer, ClusterCa ca) {
    ObjectNode tree = request.copyTree();
    ObjectNode status = Trees.child(tree, "status");
    try {
      SigningRequest content = Requests.content(request);
      Optional<String> fault = signer.fault(content, Requests.usages(request));
      if (fault.isPresent()) {
        fail(status, fault.get());
      } else {
        CertificateSpec spec =
            new CertificateSpec(
                content.subject(), content.names(), signer.purpose(), lifetime(request));
        String pem = Pem.certificate(ca.issue(spec, content.publicKey()));
        status.put(
            "certificate",
            Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (IOException e) {
      fail(status, String.valueOf(e.getMessage()));
    }
    context.client().updateStatus(Resources.CERTIFICATE_SIGNING_REQUESTS, "", tree);
  }

  private void fail(ObjectNode status, String why) {
    Conditions.set(
        status,
        new Condition("Failed", "True", "SignerValidationFailure", why),
        context.clock().instant());
  }

  /** What is asked for, within what is allowed. */
  private Duration lifetime(ApiObject request) {
    JsonNode seconds = request.tree().at("/spec/expirationSeconds");
    if (!seconds.isNumber()) {
      return longest;
    }
    Duration wanted = Duration.ofSeconds(seconds.asLong());
    if (wanted.compareTo(longest) > 0) {
      return longest;
    }
    return wanted.compareTo(LEAST) < 0 ? LEAST : wanted;
  }
}
