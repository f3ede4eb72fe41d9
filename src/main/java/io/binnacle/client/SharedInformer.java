package io.binnacle.client;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.List;
import java.util.function.Function;

/**
 * Keeps a cache of a resource in step with the server by list and watch, with retries, and tells
 * handlers. One informer is shared by all who want the same resource and selection.
 */
public interface SharedInformer extends AutoCloseable {
  /** To be called before {@link #start}. */
  void addIndexer(String index, Function<ApiObject, List<String>> values);

  /** May be called at any time: the handler is first told of everything in the cache. */
  void addHandler(ResourceEventHandler handler);

  Lister lister();

  /** Begins to list and watch, on a virtual thread of its own. Idempotent. */
  void start();

  /** Whether the first list is in the cache. */
  boolean hasSynced();

  @Override
  void close();
}
