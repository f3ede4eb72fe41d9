package io.binnacle.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The verbs on any resource. The caller has authenticated and authorized the request; the registry
 * does the rest: decode, default, admit, prepare, validate, commit, and retry when a write that
 * names no version meets a conflict.
 *
 * <p>Methods return at once; stages complete on the store's threads or, for reads from memory, on
 * the caller's. Every refusal is an {@code ApiException}, thrown or completing the stage. Trees are
 * taken over.
 */
public interface Registry {
  /** Creates. The name may come from metadata.generateName. */
  CompletionStage<Written> create(RequestScope scope, ObjectNode object, WriteOptions options);

  /**
   * @param resourceVersion empty for the newest; "0" for whatever this server has; else not older
   *     than it
   */
  CompletionStage<StoredObject> get(RequestScope scope, String name, String resourceVersion);

  /**
   * The object as it was.
   *
   * @param at a resourceVersion or a time as in RFC 3339; Expired where it is compacted away
   */
  CompletionStage<StoredObject> getAt(RequestScope scope, String name, String at);

  /** The retained versions of an object, the newest first. */
  CompletionStage<List<ObjectVersion>> history(RequestScope scope, String name);

  CompletionStage<Page> list(RequestScope scope, ReadOptions options);

  /**
   * Replaces the object, or the subresource (status, scale) that the scope names; creates where the
   * kind allows it.
   */
  CompletionStage<Written> update(
      RequestScope scope, String name, ObjectNode object, WriteOptions options);

  CompletionStage<Written> patch(
      RequestScope scope, String name, PatchRequest patch, WriteOptions options);

  /**
   * @param options a DeleteOptions document, empty object for the defaults
   */
  CompletionStage<Deleted> delete(
      RequestScope scope, String name, JsonNode options, boolean dryRun);

  /** Deletes what the selectors select, each as by {@link #delete}; answers what it deleted. */
  CompletionStage<Page> deleteCollection(
      RequestScope scope, ReadOptions selection, JsonNode options, boolean dryRun);

  /** Reads the scale or another document-like subresource; for {@code status} the object itself. */
  CompletionStage<ObjectNode> getScale(RequestScope scope, String name);

  /** Runs a {@link Subresource.Action}. */
  CompletionStage<ObjectNode> act(
      RequestScope scope, String name, ObjectNode document, WriteOptions options);

  /**
   * Opens a watch. Events may come before this returns.
   *
   * @throws io.binnacle.apimachinery.errors.ApiException Expired where the resourceVersion is too
   *     old
   */
  WatchSubscription watch(RequestScope scope, ReadOptions options, WatchSink sink);
}
