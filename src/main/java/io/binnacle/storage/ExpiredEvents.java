package io.binnacle.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Deletes Events that nobody has touched for their time to live, through commits as everybody
 * makes: watches see them go, and an Event that is updated meanwhile stays. Any server may do it,
 * or all. An Event's age counts from the newest time that it names itself, so it survives a
 * restart.
 *
 * <p>For one thread at a time.
 */
public final class ExpiredEvents {
  private static final System.Logger LOGGER = System.getLogger(ExpiredEvents.class.getName());

  private static final Set<GroupResource> EVENTS =
      Set.of(new GroupResource("", "events"), new GroupResource("events.k8s.io", "events"));

  /** Deletions of one pass: the rest can wait for the next, other writers should not. */
  private static final int MOST_AT_ONCE = 1_000;

  private static final List<String> TIMES =
      List.of(
          "/series/lastObservedTime",
          "/lastTimestamp",
          "/eventTime",
          "/metadata/creationTimestamp");

  private final ObjectStore store;
  private final Duration timeToLive;
  private final InstantSource clock;

  /** When each version was written, so that it is parsed but once. */
  private Map<EventKey, Written> written = new HashMap<>();

  private record EventKey(GroupResource resource, ObjectKey key) {}

  private record Written(long revision, Instant at) {}

  /**
   * @param timeToLive Kubernetes keeps Events for an hour
   */
  public ExpiredEvents(ObjectStore store, Duration timeToLive, InstantSource clock) {
    this.store = store;
    this.timeToLive = timeToLive;
    this.clock = clock;
  }

  /**
   * Deletes what has expired. Completes with the number of Events deleted, when they are; those
   * that could not be are tried again the next time.
   */
  public CompletionStage<Integer> deleteExpired() {
    Instant oldest = clock.instant().minus(timeToLive);
    Snapshot snapshot = store.cached();
    Map<EventKey, Written> next = new HashMap<>();
    List<CompletableFuture<Integer>> deletions = new ArrayList<>();
    for (GroupResource resource : EVENTS) {
      for (Iterator<StoredObject> events = snapshot.list(resource, "", null); events.hasNext(); ) {
        StoredObject event = events.next();
        EventKey key = new EventKey(resource, event.key());
        Written known = written.get(key);
        if (known == null || known.revision != event.revision()) {
          known = new Written(event.revision(), newestTime(event));
        }
        next.put(key, known);
        if (known.at.isBefore(oldest) && deletions.size() < MOST_AT_ONCE) {
          deletions.add(delete(event));
        }
      }
    }
    written = next;
    return CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new))
        .thenApply(all -> deletions.stream().mapToInt(CompletableFuture::join).sum());
  }

  private CompletableFuture<Integer> delete(StoredObject event) {
    Mutation deletion = new Mutation.Delete(event.resource(), event.key(), event.revision());
    return store
        .commit(MutationGroup.of(deletion))
        .handle((result, failure) -> {
          if (failure != null) {
            // Updated, or deleted by another server, or to be tried again.
            LOGGER.log(Level.DEBUG, "{0} stays: {1}", event, failure.getMessage());
          }
          return failure == null ? 1 : 0;
        })
        .toCompletableFuture();
  }

  private Instant newestTime(StoredObject event) {
    // Not the shared tree: that would stay in memory for as long as the Event does.
    JsonNode tree = Json.readTrusted(event.bytes());
    Instant newest = Instant.EPOCH;
    for (String field : TIMES) {
      JsonNode time = tree.at(field);
      if (time.isTextual()) {
        try {
          Instant instant = Instant.parse(time.asText());
          newest = instant.isAfter(newest) ? instant : newest;
        } catch (DateTimeException e) {
          LOGGER.log(Level.DEBUG, "{0} has no time in {1}", event, field);
        }
      }
    }
    // An Event that names no time at all lives from when it is first seen.
    return newest.equals(Instant.EPOCH) ? clock.instant() : newest;
  }
}
