package io.binnacle.registry.networking.servicecidr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ServiceCIDR kind: a range that services' addresses come from (KEP-1880). */
@Dependent
public final class ServiceCIDRResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs")
        .alsoServed("v1beta1")
        .clusterScoped()
        .status()
        .columns(
            Columns.named()
                .text(
                    "CIDRs",
                    "The ranges.",
                    o -> String.join(",", Trees.texts(o.tree().at("/spec/cidrs"))))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath CIDRS = FieldPath.of("spec", "cidrs");
    private static final int FAMILIES = 2;

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode ranges = object.at("/spec/cidrs");
      if (ranges.isEmpty()) {
        errors.add(FieldError.required(CIDRS, "at least one CIDR required"));
        return errors;
      }
      if (ranges.size() > FAMILIES) {
        errors.add(FieldError.invalid(CIDRS, ranges, "may only hold up to 2 values"));
        return errors;
      }
      int index = 0;
      for (JsonNode range : ranges) {
        FieldPath at = CIDRS.index(index++);
        if (IpAddresses.range(range.asText()).isEmpty()) {
          errors.add(FieldError.invalid(at, range, IpAddresses.NO_RANGE));
        }
      }
      if (ranges.size() == FAMILIES
          && IpAddresses.isIpv6(ranges.get(0).asText())
              == IpAddresses.isIpv6(ranges.get(1).asText())) {
        errors.add(
            FieldError.invalid(
                CIDRS, ranges, "may specify no more than one IP for each IP family"));
      }
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(object.at("/spec/cidrs"), old.tree().at("/spec/cidrs"), CIDRS, errors);
      return errors;
    }
  }
}
