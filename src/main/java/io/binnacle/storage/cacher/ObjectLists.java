package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.StoredObject;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Lists and counts over the ordered objects of one resource. */
final class ObjectLists {
  private ObjectLists() {}

  static Iterator<StoredObject> list(
      PersistentMap<ObjectKey, StoredObject> objects, String namespace, @Nullable ObjectKey after) {
    if (namespace.isEmpty()) {
      return after == null ? objects.values() : objects.valuesAfter(after);
    }
    ObjectKey first = new ObjectKey(namespace, "");
    return new WithinNamespace(
        after == null || after.compareTo(first) < 0
            ? objects.valuesFrom(first)
            : objects.valuesAfter(after),
        namespace);
  }

  static int count(PersistentMap<ObjectKey, StoredObject> objects, String namespace) {
    if (namespace.isEmpty()) {
      return objects.size();
    }
    // No string lies between a string and the same with a zero character behind it.
    return objects.rank(new ObjectKey(namespace + '\0', ""))
        - objects.rank(new ObjectKey(namespace, ""));
  }

  private static final class WithinNamespace implements Iterator<StoredObject> {
    private final Iterator<StoredObject> objects;
    private final String namespace;
    private @Nullable StoredObject next;

    WithinNamespace(Iterator<StoredObject> objects, String namespace) {
      this.objects = objects;
      this.namespace = namespace;
      advance();
    }

    private void advance() {
      StoredObject candidate = objects.hasNext() ? objects.next() : null;
      next = candidate != null && candidate.key().namespace().equals(namespace) ? candidate : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public StoredObject next() {
      StoredObject object = next;
      if (object == null) {
        throw new NoSuchElementException();
      }
      advance();
      return object;
    }
  }
}
