package io.binnacle.scheduler.framework;

import io.binnacle.apimachinery.quota.ResourceList;
import io.binnacle.apimachinery.resource.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of resources in the units that scheduling counts in: thousandths of CPUs, bytes, and
 * whole units of everything else. Immutable.
 *
 * @param scalars extended resources and huge pages by name
 */
public record ResourceAmounts(
    long milliCpu, long memory, long ephemeralStorage, Map<String, Long> scalars) {
  public static final ResourceAmounts NONE = new ResourceAmounts(0, 0, 0, Map.of());

  /** The resource whose amount is a count of pods: no pod requests it. */
  private static final String PODS = "pods";

  public ResourceAmounts {
    scalars = Map.copyOf(scalars);
  }

  /** Reads a resource list of the model; null is an empty one. */
  public static ResourceAmounts of(
      @Nullable Map<String, io.fabric8.kubernetes.api.model.Quantity> list) {
    if (list == null || list.isEmpty()) {
      return NONE;
    }
    Map<String, Quantity> amounts = new HashMap<>();
    list.forEach((name, amount) -> amounts.put(name, Quantity.parse(amount.toString())));
    return counted(amounts);
  }

  /** Reads what was counted. */
  static ResourceAmounts of(ResourceList list) {
    return list.isEmpty() ? NONE : counted(list.amounts());
  }

  private static ResourceAmounts counted(Map<String, Quantity> list) {
    long cpu = 0;
    long memory = 0;
    long storage = 0;
    Map<String, Long> scalars = new HashMap<>();
    for (Map.Entry<String, Quantity> entry : list.entrySet()) {
      Quantity quantity = entry.getValue();
      switch (entry.getKey()) {
        case "cpu" -> cpu = quantity.milliValue();
        case "memory" -> memory = quantity.value();
        case "ephemeral-storage" -> storage = quantity.value();
        case PODS -> {}
        default -> scalars.put(entry.getKey(), quantity.value());
      }
    }
    return new ResourceAmounts(cpu, memory, storage, scalars);
  }

  public ResourceAmounts plus(ResourceAmounts other) {
    return other == NONE ? this : combine(other, Long::sum);
  }

  public ResourceAmounts minus(ResourceAmounts other) {
    return other == NONE ? this : combine(other, (a, b) -> a - b);
  }

  /** The greater of the two, resource by resource. */
  public ResourceAmounts max(ResourceAmounts other) {
    return other == NONE ? this : combine(other, Math::max);
  }

  /** The amount of a resource by its API name. */
  public long amount(String resource) {
    return switch (resource) {
      case "cpu" -> milliCpu;
      case "memory" -> memory;
      case "ephemeral-storage" -> ephemeralStorage;
      default -> scalars.getOrDefault(resource, 0L);
    };
  }

  private ResourceAmounts combine(ResourceAmounts other, LongBinaryOperator operator) {
    Map<String, Long> combined = scalars;
    if (!other.scalars.isEmpty()) {
      combined = new HashMap<>(scalars);
      for (Map.Entry<String, Long> entry : other.scalars.entrySet()) {
        long before = scalars.getOrDefault(entry.getKey(), 0L);
        combined.put(entry.getKey(), operator.applyAsLong(before, entry.getValue()));
      }
    }
    return new ResourceAmounts(
        operator.applyAsLong(milliCpu, other.milliCpu),
        operator.applyAsLong(memory, other.memory),
        operator.applyAsLong(ephemeralStorage, other.ephemeralStorage),
        combined);
  }
}
