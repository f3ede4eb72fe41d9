package io.binnacle.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.memory.MemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiredEventsTest {
  private static final GroupResource EVENTS = new GroupResource("", "events");
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @Test
  void deletesWhatNobodyTouchedForTheTimeToLive() {
    try (ObjectStore store = new MemoryObjectStore()) {
      create(store, "old", "2026-05-01T10:59:59Z", null);
      create(store, "young", "2026-05-01T11:00:01Z", null);
      create(store, "repeated", "2026-05-01T08:00:00Z", "2026-05-01T11:30:00.123456Z");
      create(store, "timeless", null, null);
      create(store, "unreadable", "yesterday", null);
      ExpiredEvents expired = new ExpiredEvents(store, Duration.ofHours(1), () -> NOW);

      assertThat(expired.deleteExpired().toCompletableFuture().join()).isEqualTo(1);
      assertThat(expired.deleteExpired().toCompletableFuture().join()).isZero();

      List<String> left = new ArrayList<>();
      store.cached().list(EVENTS, "", null).forEachRemaining(event -> left.add(event.key().name()));
      assertThat(left).containsExactly("repeated", "timeless", "unreadable", "young");
    }
  }

  private static void create(ObjectStore store, String name, String created, String last) {
    ObjectNode event = Json.object().put("kind", "Event");
    ObjectNode metadata = event.putObject("metadata").put("name", name);
    if (created != null) {
      metadata.put("creationTimestamp", created);
    }
    if (last != null) {
      event.put("lastTimestamp", last);
    }
    Mutation creation = new Mutation.Create(EVENTS, new ObjectKey("a", name), event);
    store.commit(MutationGroup.of(creation)).toCompletableFuture().join();
  }
}
