package io.binnacle.registry.resource.resourceclaim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.resource.ClaimConversion;
import io.binnacle.registry.resource.DeviceClaimRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ResourceClaim kind (KEP-4381). */
@Dependent
public final class ResourceClaimResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("resource.k8s.io", "v1", "ResourceClaim", "resourceclaims")
        .alsoServed("v1beta2")
        .alsoServed("v1beta1", new ClaimConversion("/spec"))
        .status()
        .columns(
            Columns.named()
                .text("State", "Whether it has its devices.", ResourceClaimResource::state)
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object state(ApiObject claim) {
    List<String> states = new ArrayList<>();
    if (claim.isBeingDeleted()) {
      states.add("deleted");
    }
    JsonNode status = claim.tree().path("status");
    boolean allocated = status.path("allocation").isObject();
    if (!allocated && !claim.isBeingDeleted()) {
      states.add("pending");
    } else if (allocated) {
      states.add("allocated");
    }
    if (!status.path("reservedFor").isEmpty()) {
      states.add("reserved");
    }
    return String.join(",", states);
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public void applyDefaults(ObjectNode object) {
      DeviceClaimRules.applyDefaults(object.path("spec"));
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      DeviceClaimRules.validate(object.path("spec"), SPEC, errors);
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
