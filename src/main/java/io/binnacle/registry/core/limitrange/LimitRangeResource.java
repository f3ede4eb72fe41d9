package io.binnacle.registry.core.limitrange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The LimitRange kind. */
@Dependent
public final class LimitRangeResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "LimitRange", "limitranges")
        .shortNames("limits")
        .columns(Columns.named().createdAt().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final List<String> LISTS =
        List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio");

    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public boolean allowsCreateOnUpdate() {
      return true;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      for (ObjectNode limit : Trees.objects(object.path("spec").path("limits"))) {
        if (limit.path("type").asText().equals("Container")) {
          fill(limit, "default", "max");
          fill(limit, "defaultRequest", "default");
          fill(limit, "defaultRequest", "min");
        }
      }
    }

    private static void fill(ObjectNode limit, String field, String from) {
      if (!limit.path(from).isEmpty()) {
        ResourceNames.fillFrom(Trees.child(limit, field), limit.path(from));
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      Set<String> types = new HashSet<>();
      FieldPath limits = FieldPath.of("spec", "limits");
      int index = 0;
      for (ObjectNode limit : Trees.objects(object.path("spec").path("limits"))) {
        FieldPath path = limits.index(index++);
        String type = limit.path("type").asText();
        if (type.isEmpty()) {
          errors.add(FieldError.required(path.child("type"), ""));
        } else if (!types.add(type)) {
          errors.add(FieldError.duplicate(path.child("type"), type));
        }
        validateLimit(limit, type, path, errors);
      }
      return errors;
    }

    private static void validateLimit(
        ObjectNode limit, String type, FieldPath path, List<FieldError> errors) {
      Set<String> names = new LinkedHashSet<>();
      for (String list : LISTS) {
        ResourceNames.validate(
            limit.path(list), ResourceNames.Use.ANY, path.child(list), errors);
        limit.path(list).fieldNames().forEachRemaining(names::add);
      }
      if (type.equals("Pod")) {
        for (String list : List.of("default", "defaultRequest")) {
          if (!limit.path(list).isEmpty()) {
            errors.add(
                FieldError.forbidden(
                    path.child(list), "may not be specified when `type` is 'Pod'"));
          }
        }
      }
      if (type.equals("PersistentVolumeClaim")
          && limit.at("/min/storage").isMissingNode()
          && limit.at("/max/storage").isMissingNode()) {
        errors.add(
            FieldError.required(
                path.child("limits"),
                "either minimum or maximum storage value is required, but neither was provided"));
      }
      for (String name : names) {
        validateOrder(limit, name, path, errors);
      }
    }

    /** min ≤ defaultRequest ≤ default ≤ max, where both are given. */
    private static void validateOrder(
        ObjectNode limit, String name, FieldPath path, List<FieldError> errors) {
      for (Order order : ORDERS) {
        if (limit.path(order.low).has(name) && limit.path(order.high).has(name)) {
          Quantity low = ResourceNames.amount(limit.path(order.low), name);
          Quantity high = ResourceNames.amount(limit.path(order.high), name);
          if (low.compareTo(high) > 0) {
            errors.add(
                FieldError.invalid(
                    path.child(order.low).key(name),
                    low.toString(),
                    order.lowWords
                        + " value "
                        + low
                        + " is greater than "
                        + order.highWords
                        + " value "
                        + high));
          }
        }
      }
    }

    /** Two lists of which one bounds the other, and the words of the message. */
    private record Order(String low, String lowWords, String high, String highWords) {}

    private static final List<Order> ORDERS =
        List.of(
            new Order("min", "min", "max", "max"),
            new Order("min", "min", "defaultRequest", "default request"),
            new Order("defaultRequest", "default request", "max", "max"),
            new Order("defaultRequest", "default request", "default", "default limit"),
            new Order("min", "min", "default", "default"),
            new Order("default", "default", "max", "max"));
  }
}
