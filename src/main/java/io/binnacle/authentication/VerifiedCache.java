package io.binnacle.authentication;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of what was verified with some effort: two generations, of which the older is
 * dropped when the younger is full. What is used stays; a flood of new keys costs at most twice the
 * bound in memory. Safe for any thread, without locks on the way of a hit.
 */
public final class VerifiedCache<K, V> {
  private final int generationSize;
  private volatile ConcurrentMap<K, V> young = new ConcurrentHashMap<>();
  private volatile ConcurrentMap<K, V> old = new ConcurrentHashMap<>();

  public VerifiedCache(int generationSize) {
    this.generationSize = generationSize;
  }

  public @Nullable V get(K key) {
    V value = young.get(key);
    if (value == null) {
      value = old.get(key);
      if (value != null) {
        put(key, value);
      }
    }
    return value;
  }

  public void put(K key, V value) {
    if (young.size() >= generationSize) {
      turn();
    }
    young.put(key, value);
  }

  public void remove(K key) {
    young.remove(key);
    old.remove(key);
  }

  private synchronized void turn() {
    if (young.size() >= generationSize) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }
}
