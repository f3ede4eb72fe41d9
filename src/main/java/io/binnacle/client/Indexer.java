package io.binnacle.client;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cache of an informer: objects by key and by the values of its indexers. Readers see each
 * change as a whole. Safe for any thread.
 */
final class Indexer implements Lister {
  /** Sorts behind every name: names hold no characters beyond ASCII. */
  private static final String AFTER_ALL_NAMES = "\uffff";

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final NavigableMap<ObjectKey, ApiObject> objects = new TreeMap<>();
  private final Map<String, Function<ApiObject, List<String>>> indexers = new HashMap<>();
  private final Map<String, Map<String, NavigableMap<ObjectKey, ApiObject>>> indices =
      new HashMap<>();

  void addIndexer(String index, Function<ApiObject, List<String>> values) {
    lock.writeLock().lock();
    try {
      if (indexers.containsKey(index)) {
        // The informer is shared: who comes second asks for the same index.
        return;
      }
      indexers.put(index, values);
      indices.put(index, new HashMap<>());
      objects.values().forEach(object -> enter(index, values, object));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Keeps the object; answers the version that it replaces. */
  @Nullable ApiObject put(ApiObject object) {
    lock.writeLock().lock();
    try {
      ApiObject old = objects.put(object.key(), object);
      if (old != null) {
        indexers.forEach((index, values) -> leave(index, values, old));
      }
      indexers.forEach((index, values) -> enter(index, values, object));
      return old;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Nullable ApiObject remove(ObjectKey key) {
    lock.writeLock().lock();
    try {
      ApiObject old = objects.remove(key);
      if (old != null) {
        indexers.forEach((index, values) -> leave(index, values, old));
      }
      return old;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void enter(String index, Function<ApiObject, List<String>> values, ApiObject object) {
    for (String value : values.apply(object)) {
      index(index).computeIfAbsent(value, key -> new TreeMap<>()).put(object.key(), object);
    }
  }

  private void leave(String index, Function<ApiObject, List<String>> values, ApiObject object) {
    for (String value : values.apply(object)) {
      index(index)
          .computeIfPresent(
              value,
              (key, entries) -> {
                entries.remove(object.key());
                return entries.isEmpty() ? null : entries;
              });
    }
  }

  private Map<String, NavigableMap<ObjectKey, ApiObject>> index(String name) {
    Map<String, NavigableMap<ObjectKey, ApiObject>> index = indices.get(name);
    if (index == null) {
      throw new IllegalArgumentException("no indexer is registered under " + name);
    }
    return index;
  }

  @Override
  public Optional<ApiObject> get(ObjectKey key) {
    lock.readLock().lock();
    try {
      return Optional.ofNullable(objects.get(key));
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public List<ApiObject> list(String namespace, LabelSelector selector) {
    lock.readLock().lock();
    try {
      NavigableMap<ObjectKey, ApiObject> range =
          namespace.isEmpty()
              ? objects
              : objects.subMap(
                  new ObjectKey(namespace, ""),
                  true,
                  new ObjectKey(namespace, AFTER_ALL_NAMES),
                  true);
      if (selector.isEverything()) {
        return List.copyOf(range.values());
      }
      List<ApiObject> selected = new ArrayList<>();
      for (ApiObject object : range.values()) {
        if (selector.matches(object.labels())) {
          selected.add(object);
        }
      }
      return selected;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public List<ApiObject> byIndex(String index, String value) {
    lock.readLock().lock();
    try {
      NavigableMap<ObjectKey, ApiObject> entries = index(index).get(value);
      return entries == null ? List.of() : List.copyOf(entries.values());
    } finally {
      lock.readLock().unlock();
    }
  }
}
