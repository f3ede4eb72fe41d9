package io.binnacle.registry.certificates.certificatesigningrequest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Subresource;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Who may approve writes here, and nothing but the conditions. */
final class CertificateApproval implements Subresource.PartStrategy {
  private final Clock clock;

  CertificateApproval(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void take(ObjectNode request, ObjectNode object) {
    ObjectNode status = Trees.child(object, "status");
    Trees.setOrRemove(status, "conditions", request.path("status").get("conditions"));
    CertificateConditions.stamp(status, clock.instant());
  }

  @Override
  public List<FieldError> validate(
      ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
    return CertificateConditions.validate(object, old, Set.of("Failed"));
  }
}
