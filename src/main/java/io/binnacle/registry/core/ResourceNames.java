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

  /** What quotas may bound besides counts, huge pages and extended resources. */
  private static final Set<String> QUOTA =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");

  private static final List<String> FOR_PODS = List.of("cpu", "hugepages-", "memory");
  private static final String PAGES = "hugepages-";
  private static final String NOT_QUALIFIED = "must be a standard resource type or fully qualified";

  private ResourceNames() {}

  /** Which names a list of quantities may have. */
  public enum Use {
    CONTAINER,
    POD,
    QUOTA,
    NODE,
    ANY
  }

  /** Checks a list of quantities: names and amounts. */
  public static void validate(
      JsonNode quantities, Use use, FieldPath path, List<FieldError> errors) {
    for (Map.Entry<String, JsonNode> entry : quantities.properties()) {
      validate(entry.getKey(), entry.getValue(), use, path.key(entry.getKey()), errors);
    }
  }

  /** Checks one quantity: its name, if the use restricts it, and its amount. */
  public static void validate(
      String name, JsonNode value, Use use, FieldPath path, List<FieldError> errors) {
    if (use != Use.NODE) {
      validateName(name, use, path, errors);
    }
    validateAmount(name, value, path, errors);
  }

  /** Checks the name of a resource alone. */
  public static void validateName(String name, Use use, FieldPath path, List<FieldError> errors) {
    int before = errors.size();
    for (String error : LabelValidation.qualifiedName(name)) {
      errors.add(FieldError.invalid(path, name, error));
    }
    boolean simple = name.indexOf('/') < 0;
    if (errors.size() == before && simple && !isStandard(name)) {
      errors.add(FieldError.invalid(path, name, NOT_QUALIFIED));
    }
    switch (use) {
      case CONTAINER -> {
        if (simple && !CONTAINER.contains(name) && !isHugePages(name)) {
          errors.add(FieldError.invalid(path, name, "must be a standard resource for containers"));
        } else if (!simple && !isNative(name) && !isExtended(name)) {
          errors.add(
              FieldError.invalid(path, name, "doesn't follow extended resource name standard"));
        }
      }
      case POD -> {
        if (errors.size() == before && !isForPods(name)) {
          errors.add(FieldError.notSupported(path, name, FOR_PODS));
        }
      }
      case QUOTA -> {
        if (simple && !isStandardForQuota(name)) {
          errors.add(FieldError.invalid(path, name, "must be a standard resource for quota"));
        }
      }
      case NODE, ANY -> {
        // Any well-formed name will do.
      }
    }
  }

  /** Checks an amount of a resource. */
  public static void validateAmount(
      String name, JsonNode value, FieldPath path, List<FieldError> errors) {
    Quantity amount = quantity(value);
    if (amount.signum() < 0) {
      errors.add(FieldError.invalid(path, amount.toString(), "must be greater than or equal to 0"));
    }
    if ((INTEGER.contains(name) || isExtended(name)) && !amount.isInteger()) {
      errors.add(FieldError.invalid(path, amount.toString(), "must be an integer"));
    }
  }

  private static boolean isStandard(String name) {
    return name.equals("storage") || isStandardForQuota(name);
  }

  /** A name that Kubernetes gives a meaning in quotas. */
  public static boolean isStandardForQuota(String name) {
    return QUOTA.contains(name)
        || INTEGER.contains(name)
        || isHugePages(name)
        || name.startsWith("requests." + PAGES);
  }

  public static boolean isHugePages(String name) {
    return name.startsWith(PAGES);
  }

  /** Whether an amount of huge pages is a number of whole pages of the size in their name. */
  public static boolean isWholePages(String name, Quantity amount) {
    Quantity page;
    try {
      page = Quantity.parse(name.substring(PAGES.length()));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return page.signum() > 0 && page.isInteger() && amount.value() % page.value() == 0;
  }

  /** What a pod may ask for as a whole (KEP-2837). */
  public static boolean isForPods(String name) {
    return name.equals("cpu") || name.equals("memory") || isHugePages(name);
  }

  /** A resource that Kubernetes itself knows. */
  public static boolean isNative(String name) {
    return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
  }

  /** Whether a container may be granted more than it asked for. */
  public static boolean mayBeOvercommitted(String name) {
    return isNative(name) && !isHugePages(name);
  }

  /** A resource that a vendor defined. */
  public static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && LabelValidation.qualifiedName("requests." + name).isEmpty();
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
