package io.binnacle.registry.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of compute resources and quotas, and the rules of lists of quantities. */
public final class ResourceNames {
  /** What containers may ask for besides extended resources and huge pages. */
  private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");

  private static final Set<String> STANDARD =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "storage",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");

  /** Counts, which have no fractions. */
  private static final Set<String> INTEGER =
      Set.of(
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");

  private static final String NOT_QUALIFIED = "must be a standard resource type or fully qualified";

  private ResourceNames() {}

  /** Which names a list of quantities may have. */
  public enum Use {
    CONTAINER,
    QUOTA,
    LIMIT_RANGE,
    NODE
  }

  /** Checks a list of quantities: names and amounts. */
  public static void validate(
      JsonNode quantities, Use use, FieldPath path, List<FieldError> errors) {
    for (Map.Entry<String, JsonNode> entry : quantities.properties()) {
      FieldPath at = path.key(entry.getKey());
      validateName(entry.getKey(), use, at, errors);
      if (use != Use.LIMIT_RANGE) {
        validateAmount(entry.getKey(), entry.getValue(), at, errors);
      }
    }
  }

  private static void validateName(String name, Use use, FieldPath path, List<FieldError> errors) {
    int before = errors.size();
    for (String error : LabelValidation.qualifiedName(name)) {
      errors.add(FieldError.invalid(path, name, error));
    }
    if (errors.size() > before) {
      return;
    }
    if (name.indexOf('/') < 0 && !STANDARD.contains(name) && !isHugePages(name)) {
      errors.add(FieldError.invalid(path, name, NOT_QUALIFIED));
    }
    if (use == Use.CONTAINER
        && name.indexOf('/') < 0
        && !CONTAINER.contains(name)
        && !isHugePages(name)) {
      errors.add(FieldError.invalid(path, name, "must be a standard resource for containers"));
    } else if (use == Use.QUOTA
        && name.indexOf('/') < 0
        && !STANDARD.contains(name)
        && !isHugePages(name.replaceFirst("^requests\\.", ""))) {
      errors.add(FieldError.invalid(path, name, "must be a standard resource for quota"));
    }
  }

  private static void validateAmount(
      String name, JsonNode value, FieldPath path, List<FieldError> errors) {
    Quantity amount = quantity(value);
    if (amount.signum() < 0) {
      errors.add(FieldError.invalid(path, amount.toString(), "must be greater than or equal to 0"));
    }
    boolean whole = INTEGER.contains(name) || isExtended(name) || name.startsWith("count/");
    if (whole && !amount.isInteger()) {
      errors.add(FieldError.invalid(path, value, "must be an integer"));
    }
  }

  public static boolean isHugePages(String name) {
    return name.startsWith("hugepages-");
  }

  /** A resource that a vendor defined. */
  public static boolean isExtended(String name) {
    return name.indexOf('/') > 0
        && !name.contains("kubernetes.io/")
        && !name.startsWith("requests.")
        && !name.startsWith("count/");
  }

  /** A quantity as JSON has it: text, or a bare number. Decoding has checked its form. */
  public static Quantity quantity(JsonNode value) {
    try {
      return Quantity.parse(value.asText());
    } catch (IllegalArgumentException e) {
      return Quantity.ZERO;
    }
  }

  /** The amount of a resource in a list, zero where it is not listed. */
  public static Quantity amount(JsonNode quantities, String name) {
    JsonNode value = quantities.path(name);
    return value.isMissingNode() || value.isNull() ? Quantity.ZERO : quantity(value);
  }

  /** Fills what is missing in a list of quantities from another one. */
  public static void fillFrom(ObjectNode target, JsonNode source) {
    for (Map.Entry<String, JsonNode> entry : source.properties()) {
      if (!target.hasNonNull(entry.getKey())) {
        target.set(entry.getKey(), entry.getValue());
      }
    }
  }
}
