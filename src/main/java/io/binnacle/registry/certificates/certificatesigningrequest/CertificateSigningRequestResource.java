package io.binnacle.registry.certificates.certificatesigningrequest;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Verb;
import io.binnacle.registry.table.Columns;
import io.binnacle.registry.table.HumanDuration;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** The CertificateSigningRequest kind. */
@Dependent
public final class CertificateSigningRequestResource implements BuiltInResource {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("certificates.k8s.io", "v1", "CertificateSigningRequest");

  private final Clock clock;

  @Inject
  public CertificateSigningRequestResource(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            KIND.group(), KIND.version(), KIND.kind(), "certificatesigningrequests")
        .clusterScoped()
        .shortNames("csr")
        .status()
        .subresource(
            new Subresource.Part(
                "approval",
                KIND,
                Set.of(Verb.GET, Verb.PATCH, Verb.UPDATE),
                new CertificateApproval(clock)))
        .selectableField("spec.signerName", o -> o.tree().at("/spec/signerName").asText())
        .columns(
            Columns.named()
                .age()
                .text("SignerName", "Who should sign it.", Columns.at("/spec/signerName"))
                .text("Requestor", "Who asked.", Columns.at("/spec/username"))
                .text(
                    "RequestedDuration",
                    "How long it should be good.",
                    CertificateSigningRequestResource::duration)
                .text(
                    "Condition", "What became of it.", CertificateSigningRequestResource::condition)
                .build())
        .strategy(new CertificateSigningRequestStrategy())
        .build();
  }

  private static Object duration(ApiObject request) {
    JsonNode seconds = request.tree().at("/spec/expirationSeconds");
    return seconds.isNumber()
        ? HumanDuration.of(Duration.ofSeconds(seconds.asLong()))
        : Columns.NONE;
  }

  private static Object condition(ApiObject request) {
    Set<String> types = new HashSet<>();
    request
        .tree()
        .at("/status/conditions")
        .forEach(condition -> types.add(condition.path("type").asText()));
    StringBuilder text = new StringBuilder();
    if (types.contains("Denied")) {
      text.append("Denied");
    } else {
      text.append(types.contains("Approved") ? "Approved" : "Pending");
    }
    if (types.contains("Failed")) {
      text.append(",Failed");
    }
    if (!request.tree().at("/status/certificate").asText().isEmpty()) {
      text.append(",Issued");
    }
    return text.toString();
  }
}
