package io.binnacle.registry.resource.devicetaintrule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The DeviceTaintRule kind (KEP-5055). */
@Dependent
public final class DeviceTaintRuleResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "resource.k8s.io", "v1beta2", "DeviceTaintRule", "devicetaintrules")
        .alsoServed("v1alpha3")
        .clusterScoped()
        .status()
        .columns(Columns.named().age().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath TAINT = FieldPath.of("spec", "taint");
    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
      if (object.at("/spec/taint") instanceof ObjectNode taint && !taint.hasNonNull("timeAdded")) {
        taint.put("timeAdded", context.now().truncatedTo(ChronoUnit.SECONDS).toString());
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode taint = object.at("/spec/taint");
      String key = taint.path("key").asText();
      FieldChecks.invalid(key, LabelValidation.qualifiedName(key), TAINT.child("key"), errors);
      FieldChecks.requiredOneOf(taint.path("effect"), EFFECTS, TAINT.child("effect"), errors);
      return errors;
    }
  }
}
