package io.binnacle.client;

import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that something under test has seen. Safe for any thread. */
public final class KeyCollector {
  private final Set<ObjectKey> keys = ConcurrentHashMap.newKeySet();

  public void add(ObjectKey key) {
    keys.add(key);
  }

  public boolean has(ObjectKey key) {
    return keys.contains(key);
  }

  public void clear() {
    keys.clear();
  }
}
