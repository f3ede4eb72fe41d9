package io.binnacle.storage.cacher;

import io.binnacle.storage.Change;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchInterest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The watches of one resource and namespace. Those that are interested in one value of a field are
 * found by that value: with a thousand nodes that each watch their own pods, a change of a pod
 * concerns one or two of them. For one thread.
 */
final class WatchIndex<W> {
  private final Set<W> unbound = new LinkedHashSet<>();
  private final Map<String, Field<W>> fields = new HashMap<>();

  private record Field<W>(Function<StoredObject, String> reader, Map<String, Set<W>> watches) {}

  void add(W watch, Optional<WatchInterest> interest) {
    if (interest.isEmpty()) {
      unbound.add(watch);
      return;
    }
    WatchInterest bound = interest.get();
    fields
        .computeIfAbsent(bound.field(), name -> new Field<>(bound.reader(), new HashMap<>()))
        .watches()
        .computeIfAbsent(bound.value(), value -> new LinkedHashSet<>())
        .add(watch);
  }

  /** Gives whether it was there. */
  boolean remove(W watch, Optional<WatchInterest> interest) {
    if (interest.isEmpty()) {
      return unbound.remove(watch);
    }
    WatchInterest bound = interest.get();
    Field<W> field = fields.get(bound.field());
    Set<W> ofValue =
        field == null ? Set.of() : field.watches().getOrDefault(bound.value(), Set.of());
    if (field == null || !ofValue.contains(watch)) {
      return false;
    }
    ofValue.remove(watch);
    if (ofValue.isEmpty()) {
      field.watches().remove(bound.value());
      if (field.watches().isEmpty()) {
        fields.remove(bound.field());
      }
    }
    return true;
  }

  boolean isEmpty() {
    return unbound.isEmpty() && fields.isEmpty();
  }

  List<W> all() {
    List<W> all = new ArrayList<>(unbound);
    fields.values().forEach(field -> field.watches().values().forEach(all::addAll));
    return all;
  }

  /** Tells of each watch that may want the change. */
  void forEachConcerned(Change change, Consumer<W> action) {
    unbound.forEach(action);
    for (Field<W> field : fields.values()) {
      String now = field.reader().apply(change.current());
      field.watches().getOrDefault(now, Set.of()).forEach(action);
      StoredObject previous = change.previous();
      if (previous != null) {
        String before = field.reader().apply(previous);
        if (!before.equals(now)) {
          field.watches().getOrDefault(before, Set.of()).forEach(action);
        }
      }
    }
  }
}
