package io.binnacle.client;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * Reads an informer's cache: memory only, perhaps a little behind the server. Safe for any thread.
 */
public interface Lister {
  Optional<ApiObject> get(ObjectKey key);

  /** In key order; an empty namespace means all. */
  List<ApiObject> list(String namespace, LabelSelector selector);

  /** The objects for which an indexer registered under the name gave the value. */
  List<ApiObject> byIndex(String index, String value);
}
