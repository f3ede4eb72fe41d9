package io.binnacle.storage.cacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.storage.Change;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HeadReaderTest {
  private static final CommitLog.Position FOLLOWED = at(UUID.randomUUID(), 90);
  private static final CommitLog.Position RENEWED = at(UUID.randomUUID(), 1_000_090);

  private static CommitLog.Position at(UUID epoch, long revision) {
    return new CommitLog.Position(epoch, revision, UUID.randomUUID());
  }

  /** A log that is found to be another one when its head is asked for. */
  private static final class SetBackLog implements CommitLog {
    private final Position head;
    private volatile Position place = FOLLOWED;

    SetBackLog(Position head) {
      this.head = head;
    }

    @Override
    public Recovery recover() {
      if (!place.equals(FOLLOWED)) {
        place = RENEWED;
      }
      return new Recovery(place, place.revision(), List.of(), List.of(), Map.of());
    }

    @Override
    public Position head() {
      if (place.equals(FOLLOWED)) {
        place = head;
      }
      return place;
    }

    @Override
    public Tail tail(Position seen) {
      if (!place.equals(seen)) {
        throw new PositionLostException("the log was set back");
      }
      return new Tail(place, List.of());
    }

    @Override
    public Position append(Position seen, Function<Tail, List<Change>> decision) {
      throw new AssertionError("to read must append nothing");
    }

    @Override
    public void onAppend(Runnable listener) {
      // Nobody appends.
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  private static final class Store extends CachedObjectStore {
    Store(CommitLog log) {
      super(log, StoreSettings.defaults(), InstantSource.system(), daemonThreads());
    }
  }

  private static long latest(CommitLog.Position head) {
    try (Store store = new Store(new SetBackLog(head))) {
      return store.latest().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join().revision();
    }
  }

  @Test
  void whatALogThatWasSetBackHasLostIsNotRead() {
    assertThat(latest(at(FOLLOWED.epoch(), 70))).isEqualTo(RENEWED.revision());
  }

  @Test
  void anotherCommitAtTheSameRevisionTellsThatTheLogWasSetBack() {
    assertThat(latest(at(FOLLOWED.epoch(), 90))).isEqualTo(RENEWED.revision());
  }
}
