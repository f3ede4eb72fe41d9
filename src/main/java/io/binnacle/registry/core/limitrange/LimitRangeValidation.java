package io.binnacle.registry.core.limitrange;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.core.ResourceNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules of limits: which resources they name, and which amounts bound which. */
final class LimitRangeValidation {
  private static final Set<String> TYPES = Set.of("Pod", "Container", "PersistentVolumeClaim");
  private static final List<String> DEFAULTS = List.of("default", "defaultRequest");

  /**
   * Two lists of which one bounds the other.
   *
   * @param at the list that the error is about
   * @param shown the list whose amount the error shows
   */
  private record Order(
      String low, String lowWords, String high, String highWords, String at, String shown) {}

  private static final List<Order> ORDERS =
      List.of(
          new Order("min", "min", "max", "max", "min", "min"),
          new Order(
              "min",
              "min",
              "defaultRequest",
              "default request",
              "defaultRequest",
              "defaultRequest"),
          new Order(
              "defaultRequest",
              "default request",
              "max",
              "max",
              "defaultRequest",
              "defaultRequest"),
          new Order(
              "defaultRequest",
              "default request",
              "default",
              "default limit",
              "defaultRequest",
              "defaultRequest"),
          new Order("min", "min", "default", "default", "default", "min"),
          new Order("default", "default", "max", "max", "default", "max"));

  private LimitRangeValidation() {}

  static List<FieldError> validate(JsonNode limits) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> types = new HashSet<>();
    int index = 0;
    for (JsonNode limit : limits) {
      FieldPath path = FieldPath.of("spec", "limits").index(index++);
      String type = limit.path("type").asText();
      validateType(type, path.child("type"), errors);
      if (!types.add(type)) {
        errors.add(FieldError.duplicate(path.child("type"), type));
      }
      validateLimit(limit, type, path, errors);
    }
    return errors;
  }

  private static void validateType(String type, FieldPath path, List<FieldError> errors) {
    List<String> problems = LabelValidation.qualifiedName(type);
    problems.forEach(problem -> errors.add(FieldError.invalid(path, type, problem)));
    if (problems.isEmpty() && type.indexOf('/') < 0 && !TYPES.contains(type)) {
      errors.add(
          FieldError.invalid(path, type, "must be a standard limit type or fully qualified"));
    }
  }

  private static void validateLimit(
      JsonNode limit, String type, FieldPath path, List<FieldError> errors) {
    Set<String> names = new TreeSet<>();
    names(limit, "max", type, path, names, errors);
    names(limit, "min", type, path, names, errors);
    for (String list : DEFAULTS) {
      if (!type.equals("Pod")) {
        names(limit, list, type, path, names, errors);
      } else if (!limit.path(list).isEmpty()) {
        errors.add(
            FieldError.forbidden(path.child(list), "may not be specified when `type` is 'Pod'"));
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
    names(limit, "maxLimitRequestRatio", type, path, names, errors);
    for (String name : names) {
      validateOrder(limit, name, !type.equals("Pod"), path, errors);
      validateRatio(limit, name, path.child("maxLimitRequestRatio").key(name), errors);
      validateExact(limit, name, path, errors);
    }
  }

  private static void names(
      JsonNode limit,
      String list,
      String type,
      FieldPath path,
      Set<String> names,
      List<FieldError> errors) {
    ResourceNames.Use use =
        type.equals("Pod") || type.equals("Container")
            ? ResourceNames.Use.CONTAINER
            : ResourceNames.Use.ANY;
    limit
        .path(list)
        .fieldNames()
        .forEachRemaining(name -> {
          ResourceNames.validateName(name, use, path.child(list).key(name), errors);
          names.add(name);
        });
  }

  private static Optional<Quantity> amount(JsonNode limit, String list, String name) {
    JsonNode value = limit.path(list).path(name);
    return value.isMissingNode() ? Optional.empty() : Optional.of(ResourceNames.quantity(value));
  }

  private static void validateOrder(
      JsonNode limit, String name, boolean hasDefaults, FieldPath path, List<FieldError> errors) {
    for (Order order : ORDERS) {
      Optional<Quantity> low = amount(limit, order.low, name);
      Optional<Quantity> high = amount(limit, order.high, name);
      boolean known =
          hasDefaults || !DEFAULTS.contains(order.low) && !DEFAULTS.contains(order.high);
      if (!known || low.isEmpty() || high.isEmpty() || low.get().compareTo(high.get()) <= 0) {
        continue;
      }
      Quantity shown = order.shown.equals(order.low) ? low.get() : high.get();
      errors.add(
          FieldError.invalid(
              path.child(order.at).key(name),
              shown.toString(),
              order.lowWords
                  + " value "
                  + low.get()
                  + " is greater than "
                  + order.highWords
                  + " value "
                  + high.get()));
    }
  }

  private static void validateRatio(
      JsonNode limit, String name, FieldPath path, List<FieldError> errors) {
    Optional<Quantity> ratio = amount(limit, "maxLimitRequestRatio", name);
    if (ratio.isEmpty()) {
      return;
    }
    String shown = ratio.get().toString();
    if (ratio.get().compareTo(Quantity.ofCount(1)) < 0) {
      errors.add(FieldError.invalid(path, shown, "ratio " + shown + " is less than 1"));
    }
    Optional<Quantity> min = amount(limit, "min", name);
    Optional<Quantity> max = amount(limit, "max", name);
    if (min.isEmpty() || max.isEmpty()) {
      return;
    }
    double most = (double) max.get().milliValue() / min.get().milliValue();
    if (ratio.get().milliValue() / 1000.0 > most) {
      errors.add(
          FieldError.invalid(
              path,
              shown,
              String.format(Locale.ROOT, "ratio %s is greater than max/min = %f", shown, most)));
    }
  }

  /** What cannot be overcommitted is granted as it is asked for. */
  private static void validateExact(
      JsonNode limit, String name, FieldPath path, List<FieldError> errors) {
    Optional<Quantity> granted = amount(limit, "default", name);
    Optional<Quantity> asked = amount(limit, "defaultRequest", name);
    if (ResourceNames.mayBeOvercommitted(name)
        || granted.isEmpty()
        || asked.isEmpty()
        || granted.get().compareTo(asked.get()) == 0) {
      return;
    }
    errors.add(
        FieldError.invalid(
            path.child("defaultRequest").key(name),
            asked.get().toString(),
            "default value "
                + granted.get()
                + " must equal to defaultRequest value "
                + asked.get()
                + " in "
                + name));
  }
}
