package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.Deleted;
import io.binnacle.registry.Page;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.VersionConversion;
import io.binnacle.registry.WatchSink;
import io.binnacle.registry.Written;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The version that a request speaks, and the way between it and the stored one. For the stored
 * version, which nearly all requests speak, nothing here does anything.
 *
 * @param served what the client asked for
 * @param stored the same request in terms of the stored version
 */
record ServedForm(RequestScope served, RequestScope stored) {

  static ServedForm of(RequestScope scope) {
    ResourceDefinition definition = scope.definition();
    if (definition.isStored(scope.version())) {
      return new ServedForm(scope, scope);
    }
    ResourceDefinition stored = definition.stored();
    return new ServedForm(
        scope,
        new RequestScope(
            stored, stored.storageVersion(), scope.namespace(), scope.subresource(), scope.user()));
  }

  boolean isStored() {
    return served == stored;
  }

  /** The kind that the client speaks of where the stored form speaks of {@code kind}. */
  GroupVersionKind kind(GroupVersionKind kind) {
    return kind.equals(stored.groupVersionKind()) ? served.groupVersionKind() : kind;
  }

  /** Whether the conversion may take long. */
  boolean mayBlock() {
    return !isStored() && conversion().mayBlock();
  }

  private VersionConversion conversion() {
    return served.definition().conversion(served.version());
  }

  /** Whether the document is an object of the kind rather than, say, a Scale. */
  private static boolean is(ObjectNode document, GroupVersionKind kind) {
    return document.path("kind").asText().equals(kind.kind())
        && document.path("apiVersion").asText().equals(kind.apiVersion());
  }

  /** A custom resource may still be stored in a version that was the storage version before. */
  private boolean isStoredForm(ObjectNode document) {
    GroupVersionKind kind = stored.groupVersionKind();
    return is(document, kind)
        || (stored.definition().isCustom()
            && document.path("kind").asText().equals(kind.kind())
            && GroupVersion.parse(document.path("apiVersion").asText())
                .group()
                .equals(kind.group()));
  }

  /** Changes the tree of a client into the stored form, without the stored form's defaults. */
  void toStored(ObjectNode document) {
    if (!isStored() && is(document, served.groupVersionKind())) {
      conversion().toStored(document);
      name(document, stored.groupVersionKind());
    }
  }

  ObjectNode fromStored(ObjectNode document) {
    if (!isStored() && isStoredForm(document)) {
      conversion().fromStored(document);
      name(document, served.groupVersionKind());
    }
    return document;
  }

  private static void name(ObjectNode document, GroupVersionKind kind) {
    document.put("kind", kind.kind());
    document.put("apiVersion", kind.apiVersion());
  }

  /**
   * Checks what only the served version asks of a creation.
   *
   * @throws ApiException Invalid
   */
  void validateCreate(ObjectNode document) {
    List<FieldError> errors = conversion().validateCreate(document);
    if (!errors.isEmpty()) {
      GroupVersionKind kind = stored.groupVersionKind();
      throw ApiException.invalid(
          kind.group(), kind.kind(), document.path("metadata").path("name").asText(), errors);
    }
  }

  StoredObject serve(StoredObject object) {
    return isStored() ? object : object.as(formName(), this::fromStored);
  }

  private String formName() {
    return conversion().form(served.groupVersionKind().apiVersion());
  }

  /** Converts those that are not converted yet all at once. */
  List<StoredObject> serveAll(List<StoredObject> objects) {
    String name = formName();
    Map<StoredObject, ObjectNode> missing = new IdentityHashMap<>();
    for (StoredObject object : objects) {
      if (!object.has(name)) {
        missing.put(object, object.object().copyTree());
      }
    }
    conversion().fromStored(List.copyOf(missing.values()));
    return objects.stream()
        .map(object -> {
          ObjectNode converted = missing.get(object);
          return converted == null ? serve(object) : object.as(name, tree -> named(converted));
        })
        .toList();
  }

  private ObjectNode named(ObjectNode document) {
    name(document, served.groupVersionKind());
    return document;
  }

  Written serve(Written written) {
    return isStored()
        ? written
        : new Written(serve(written.object()), written.created(), written.warnings());
  }

  Deleted serve(Deleted deleted) {
    return isStored() ? deleted : new Deleted(serve(deleted.object()), deleted.gone());
  }

  Page serve(Page page) {
    if (isStored()) {
      return page;
    }
    Iterator<StoredObject> items =
        mayBlock() ? serveAll(list(page.items())).iterator() : new ServedItems(page.items());
    return new Page(page.revision(), items, page.next());
  }

  private static List<StoredObject> list(Iterator<StoredObject> items) {
    List<StoredObject> list = new ArrayList<>();
    items.forEachRemaining(list::add);
    return list;
  }

  /**
   * @param executor runs conversions that may take long
   */
  WatchSink serve(WatchSink sink, Executor executor) {
    if (isStored()) {
      return sink;
    }
    WatchSink converting = new ServedEvents(sink);
    return mayBlock() ? new QueuedEvents(converting, executor) : converting;
  }

  /** Converts one by one, so that what is never read is never converted. */
  private final class ServedItems implements Iterator<StoredObject> {
    private final Iterator<StoredObject> items;

    ServedItems(Iterator<StoredObject> items) {
      this.items = items;
    }

    @Override
    public boolean hasNext() {
      return items.hasNext();
    }

    @Override
    public StoredObject next() {
      return serve(items.next());
    }
  }

  private final class ServedEvents implements WatchSink {
    private final WatchSink sink;

    ServedEvents(WatchSink sink) {
      this.sink = sink;
    }

    @Override
    public void onEvent(EventType type, StoredObject object) {
      sink.onEvent(type, serve(object));
    }

    @Override
    public void onState(Iterator<StoredObject> objects, long revision, boolean initialEventsEnd) {
      sink.onState(
          mayBlock() ? serveAll(list(objects)).iterator() : new ServedItems(objects),
          revision,
          initialEventsEnd);
    }

    @Override
    public void onBookmark(long revision, boolean initialEventsEnd) {
      sink.onBookmark(revision, initialEventsEnd);
    }

    @Override
    public void onEnd() {
      sink.onEnd();
    }

    @Override
    public void onError(ApiException error) {
      sink.onError(error);
    }
  }
}
