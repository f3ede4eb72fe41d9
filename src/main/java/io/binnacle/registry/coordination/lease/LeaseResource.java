package io.binnacle.registry.coordination.lease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.coordination.LeaseStrategies;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The Lease kind. Updates must name the version they replace: that is what a lease is for. */
@Dependent
public final class LeaseResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("coordination.k8s.io", "v1", "Lease", "leases")
        .columns(
            Columns.named()
                .text(
                    "Holder",
                    "Who holds the lease.",
                    o -> o.tree().at("/spec/holderIdentity").asText())
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public boolean allowsCreateOnUpdate() {
      return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      if (!object.path("spec").isObject()) {
        object.putObject("spec");
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      FieldPath path = FieldPath.of("spec");
      JsonNode duration = object.at("/spec/leaseDurationSeconds");
      if (duration.isNumber() && duration.asLong() <= 0) {
        errors.add(
            FieldError.invalid(
                path.child("leaseDurationSeconds"), duration, "must be greater than 0"));
      }
      FieldChecks.nonNegative(
          object.at("/spec/leaseTransitions"), path.child("leaseTransitions"), errors);
      String strategy = object.at("/spec/strategy").asText();
      if (object.path("spec").hasNonNull("strategy")) {
        LeaseStrategies.validate(strategy, path.child("strategy"), errors);
      }
      if (!object.at("/spec/preferredHolder").asText().isEmpty() && strategy.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                path.child("preferredHolder"), "may only be specified if `strategy` is defined"));
      }
      return errors;
    }
  }
}
