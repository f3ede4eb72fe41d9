package io.binnacle.storage;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The whole store as it was at one revision. Immutable, cheap to keep for a while, safe for any
 * thread.
 */
public interface Snapshot {
  long revision();

  @Nullable StoredObject get(GroupResource resource, ObjectKey key);

  /**
   * The objects of a resource in key order.
   *
   * @param namespace only this namespace; empty for all
   * @param after start behind this key; null for the beginning
   */
  Iterator<StoredObject> list(GroupResource resource, String namespace, @Nullable ObjectKey after);

  /**
   * How many objects {@link #list} from the beginning would give; no walk when the namespace is
   * empty.
   */
  int count(GroupResource resource, String namespace);
}
