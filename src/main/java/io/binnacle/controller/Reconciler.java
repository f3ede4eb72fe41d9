package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.List;

/**
 * Moves the world towards what an object says. Level-driven: a call says that something about the
 * key may have changed, never what. It must be idempotent, must change no cached object, and may
 * block.
 */
public interface Reconciler {
  /** Whose changes enqueue which keys. Asked once. */
  List<Watch> watches();

  /** Keys to enqueue at the start, for reconcilers that sweep rather than follow an object. */
  default List<ObjectKey> initialKeys() {
    return List.of();
  }

  /**
   * Never called for one key by two threads at a time. An {@link
   * io.binnacle.apimachinery.errors.ApiException} (or any other exception) makes the runtime come
   * back with the key after a delay that grows.
   */
  Result reconcile(ObjectKey key);
}
