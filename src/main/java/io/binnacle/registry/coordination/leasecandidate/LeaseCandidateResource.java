package io.binnacle.registry.coordination.leasecandidate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The LeaseCandidate kind: who would hold a lease (KEP-4355). */
@Dependent
public final class LeaseCandidateResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "coordination.k8s.io", "v1beta1", "LeaseCandidate", "leasecandidates")
        .alsoServed("v1alpha2")
        .selectableField("spec.leaseName", o -> o.tree().at("/spec/leaseName").asText())
        .columns(
            Columns.named()
                .text("LeaseName", "The lease it is for.", Columns.at("/spec/leaseName"))
                .text("BinaryVersion", "What it runs.", Columns.at("/spec/binaryVersion"))
                .text("EmulationVersion", "As what it runs.", Columns.at("/spec/emulationVersion"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean allowsCreateOnUpdate() {
      return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      for (String field : List.of("leaseName", "binaryVersion", "strategy")) {
        FieldChecks.required(object.path("spec").path(field), SPEC.child(field), errors);
      }
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(
          object.at("/spec/leaseName"),
          old.tree().at("/spec/leaseName"),
          SPEC.child("leaseName"),
          errors);
      return errors;
    }
  }
}
