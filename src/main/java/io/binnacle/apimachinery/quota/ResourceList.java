package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Amounts by resource name ({@code v1.ResourceList}), ordered by name. Immutable. */
public record ResourceList(Map<String, Quantity> amounts) {
  public static final ResourceList EMPTY = new ResourceList(Map.of());

  public ResourceList {
    amounts = Collections.unmodifiableMap(new TreeMap<>(amounts));
  }

  /** Reads {@code {"cpu": "1", …}}; what is no quantity is left out, validation has refused it. */
  public static ResourceList of(JsonNode node) {
    if (!node.isObject() || node.isEmpty()) {
      return EMPTY;
    }
    Map<String, Quantity> amounts = new TreeMap<>();
    node.properties()
        .forEach(entry -> {
          Quantity amount = quantity(entry.getValue());
          if (amount != null) {
            amounts.put(entry.getKey(), amount);
          }
        });
    return new ResourceList(amounts);
  }

  private static @Nullable Quantity quantity(JsonNode node) {
    try {
      return node.isValueNode() ? Quantity.parse(node.asText()) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  public ObjectNode toTree() {
    ObjectNode tree = Json.object();
    amounts.forEach((name, amount) -> tree.put(name, amount.toString()));
    return tree;
  }

  public @Nullable Quantity get(String resource) {
    return amounts.get(resource);
  }

  public Set<String> names() {
    return amounts.keySet();
  }

  public boolean isEmpty() {
    return amounts.isEmpty();
  }

  public ResourceList plus(ResourceList other) {
    return merge(other, Quantity::plus);
  }

  public ResourceList minus(ResourceList other) {
    Map<String, Quantity> negated = new TreeMap<>();
    other.amounts.forEach((name, amount) -> negated.put(name, Quantity.ZERO.minus(amount)));
    return merge(new ResourceList(negated), Quantity::plus);
  }

  /** The greater amount of each resource. */
  public ResourceList max(ResourceList other) {
    return merge(other, (mine, theirs) -> mine.compareTo(theirs) >= 0 ? mine : theirs);
  }

  private ResourceList merge(ResourceList other, BinaryOperator<Quantity> operation) {
    if (other.isEmpty()) {
      return this;
    }
    Map<String, Quantity> merged = new TreeMap<>(amounts);
    other.amounts.forEach((name, amount) -> merged.merge(name, amount, operation));
    return new ResourceList(merged);
  }

  /** Only these resources. */
  public ResourceList mask(Collection<String> names) {
    Map<String, Quantity> masked = new TreeMap<>(amounts);
    masked.keySet().retainAll(names);
    return new ResourceList(masked);
  }

  public ResourceList withoutZeros() {
    Map<String, Quantity> rest = new TreeMap<>(amounts);
    rest.values().removeIf(amount -> amount.signum() == 0);
    return new ResourceList(rest);
  }

  /** The resources of which there is less than nothing. */
  public Set<String> negative() {
    return amounts.entrySet().stream()
        .filter(entry -> entry.getValue().signum() < 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  /**
   * The resources of which there is more than the other list allows; what it does not name is free.
   */
  public Set<String> exceeding(ResourceList limits) {
    return amounts.entrySet().stream()
        .filter(entry -> {
          Quantity limit = limits.get(entry.getKey());
          return limit != null && entry.getValue().compareTo(limit) > 0;
        })
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  /** {@code cpu=1,pods=2}: the form of messages. */
  @Override
  public String toString() {
    return amounts.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
