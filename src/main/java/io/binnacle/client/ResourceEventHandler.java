package io.binnacle.client;

import io.binnacle.apimachinery.meta.ApiObject;

/**
 * Is told what an informer's cache learns, after the cache has it, one call at a time. Must be
 * quick: enqueue, return.
 */
public interface ResourceEventHandler {
  void onAdd(ApiObject object);

  void onUpdate(ApiObject old, ApiObject current);

  /** The last known state: a deletion that a broken watch missed is told at the next list. */
  void onDelete(ApiObject last);
}
