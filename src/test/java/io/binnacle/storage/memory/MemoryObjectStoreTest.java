package io.binnacle.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.ObjectStoreContract;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.StoreSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryObjectStoreTest extends ObjectStoreContract {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          10_000,
          500,
          Duration.ofMinutes(10),
          Duration.ofMinutes(2),
          20_000,
          StoreSettings.SHORT_LIVED,
          Duration.ofMillis(500),
          Duration.ofMillis(50));

  private final MemoryLog log = new MemoryLog();

  @Override
  protected ObjectStore connect() {
    return new MemoryObjectStore(log, SETTINGS);
  }

  @Test
  void restoreOfABackupEndsWatchesAndJumpsAhead() {
    StoredObject kept = create("a", "kept");
    StoredObject lost = create("a", "lost");
    Recorder recorder = watch(store, "", kept.revision());

    log.restoreTo(kept.revision());

    await().atMost(PATIENCE).until(() -> recorder.closed != null);
    assertThat(recorder.closed.reason()).isEqualTo(StoreException.Reason.REVISION_TOO_OLD);
    assertThat(names(join(store.latest()).list(PODS, "", null))).containsExactly("kept");
    assertThat(create("a", "new").revision()).isGreaterThan(lost.revision() + 1000);
  }
}
