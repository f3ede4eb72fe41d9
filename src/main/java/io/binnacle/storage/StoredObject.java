package io.binnacle.storage;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One committed version of one object. The bytes are JSON with the resourceVersion in place: what a
 * reader who asked for JSON in the storage version gets, without any work. The tree is parsed at
 * most once, on first use. Immutable; safe for any thread; two versions are the same when resource,
 * key and revision are.
 */
public final class StoredObject {
  private final GroupResource resource;
  private final ObjectKey key;
  private final long revision;
  private final byte[] bytes;
  private final AtomicReference<@Nullable ApiObject> parsed = new AtomicReference<>();

  /** The bytes are taken over and must not change. */
  public StoredObject(GroupResource resource, ObjectKey key, long revision, byte[] bytes) {
    this.resource = resource;
    this.key = key;
    this.revision = revision;
    this.bytes = bytes;
  }

  public GroupResource resource() {
    return resource;
  }

  public ObjectKey key() {
    return key;
  }

  /** The revision of the commit that wrote this version: its {@code metadata.resourceVersion}. */
  public long revision() {
    return revision;
  }

  /** The object as JSON in its storage version. To read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** The parsed object, one instance for all readers. */
  public ApiObject object() {
    ApiObject object = parsed.get();
    if (object == null) {
      object = ApiObject.of(Json.readTrusted(bytes));
      if (!parsed.compareAndSet(null, object)) {
        object = java.util.Objects.requireNonNull(parsed.get());
      }
    }
    return object;
  }

  @Override
  public String toString() {
    return resource + " " + key + "@" + revision;
  }
}
