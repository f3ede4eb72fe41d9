package io.binnacle.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One committed version of one object. The bytes are JSON with the resourceVersion in place: what a
 * reader who asked for JSON in the storage version gets, without any work. The tree is parsed on
 * first use, and once for as long as this is the newest version and memory suffices. Immutable;
 * safe for any thread; two versions are the same when resource, key and revision are.
 */
public final class StoredObject {
  private final GroupResource resource;
  private final ObjectKey key;
  private final long revision;
  private final byte[] bytes;
  private final @Nullable StoredObject original;

  /**
   * The parsed object, which is many times as large as its bytes: softly, and weakly where this
   * version is history.
   */
  private final AtomicReference<@Nullable Reference<ApiObject>> parsed = new AtomicReference<>();

  private volatile boolean history;
  private final AtomicReference<@Nullable Form> forms = new AtomicReference<>();

  /** The object in another version of its kind; a list, since there are never more than a few. */
  private record Form(String name, StoredObject object, @Nullable Form next) {}

  /** The bytes are taken over and must not change. */
  public StoredObject(GroupResource resource, ObjectKey key, long revision, byte[] bytes) {
    this(resource, key, revision, bytes, null);
  }

  private StoredObject(
      GroupResource resource,
      ObjectKey key,
      long revision,
      byte[] bytes,
      @Nullable StoredObject original) {
    this.resource = resource;
    this.key = key;
    this.revision = revision;
    this.bytes = bytes;
    this.original = original;
  }

  /**
   * The object in another form, made at most a few times and kept with this version.
   *
   * @param name names the form among all forms of the resource
   * @param conversion makes it of a copy of the tree
   */
  public StoredObject as(String name, UnaryOperator<ObjectNode> conversion) {
    Form known = forms.get();
    for (Form form = known; form != null; form = form.next()) {
      if (form.name().equals(name)) {
        return form.object();
      }
    }
    byte[] converted = Json.write(conversion.apply(object().copyTree()));
    StoredObject form = new StoredObject(resource, key, revision, converted, this);
    forms.compareAndSet(known, new Form(name, form, known));
    return form;
  }

  /** Whether a form has been made already. */
  public boolean has(String name) {
    for (Form form = forms.get(); form != null; form = form.next()) {
      if (form.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** The object in the form it is stored in: what columns and selectors are made for. */
  public StoredObject stored() {
    return original == null ? this : original;
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
    while (true) {
      Reference<ApiObject> known = parsed.get();
      ApiObject object = known == null ? null : known.get();
      if (object != null) {
        return object;
      }
      ApiObject made = ApiObject.of(Json.readTrusted(bytes));
      if (parsed.compareAndSet(known, reference(made))) {
        return made;
      }
    }
  }

  private Reference<ApiObject> reference(ApiObject object) {
    return history ? new WeakReference<>(object) : new SoftReference<>(object);
  }

  /** What {@link ApiObject#metadataOnly} gives, which is not kept here. */
  public ApiObject metadataOnly() {
    Reference<ApiObject> known = parsed.get();
    ApiObject object = known == null ? null : known.get();
    return object == null ? ApiObject.metadataOnly(bytes) : object.metadataOnly();
  }

  /**
   * A newer version has taken this one's place, which stays for watches that come late. From now on
   * its tree, which is many times as large as its bytes, is kept only as long as somebody uses it.
   */
  public void becomeHistory() {
    history = true;
    parsed.updateAndGet(known -> {
      ApiObject object = known == null ? null : known.get();
      return object == null ? null : new WeakReference<>(object);
    });
  }

  @Override
  public String toString() {
    return resource + " " + key + "@" + revision;
  }
}
