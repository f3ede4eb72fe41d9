package io.binnacle.registry.certificates.podcertificaterequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.certificates.SignerNames;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The PodCertificateRequest kind (KEP-4317). */
@Dependent
public final class PodCertificateRequestResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "certificates.k8s.io", "v1beta1", "PodCertificateRequest", "podcertificaterequests")
        .status()
        .selectableField("spec.signerName", o -> spec(o, "signerName"))
        .selectableField("spec.podName", o -> spec(o, "podName"))
        .selectableField("spec.nodeName", o -> spec(o, "nodeName"))
        .columns(
            Columns.named()
                .text("PodName", "Whose it is.", Columns.at("/spec/podName"))
                .text(
                    "ServiceAccountName",
                    "As whom it runs.",
                    Columns.at("/spec/serviceAccountName"))
                .text("NodeName", "Where it runs.", Columns.at("/spec/nodeName"))
                .text("SignerName", "Who should sign it.", Columns.at("/spec/signerName"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static String spec(ApiObject request, String field) {
    return request.tree().at("/spec").path(field).asText();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> REQUIRED =
        List.of(
            "podName", "podUID", "serviceAccountName", "serviceAccountUID", "nodeName", "nodeUID");

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      SignerNames.validate(spec.path("signerName").asText(), SPEC.child("signerName"), errors);
      REQUIRED.forEach(field -> FieldChecks.required(spec.path(field), SPEC.child(field), errors));
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(object.path("spec"), old.tree().path("spec"), SPEC, errors);
      return errors;
    }
  }
}
