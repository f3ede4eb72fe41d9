package io.binnacle.scheduler.framework;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Claims, volumes and classes of storage, as the caches have them. Safe for any thread. */
public interface VolumeLookups {
  /** Knows none. */
  VolumeLookups NONE =
      new VolumeLookups() {
        @Override
        public Optional<ApiObject> claim(ObjectKey key) {
          return Optional.empty();
        }

        @Override
        public Optional<ApiObject> volume(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<ApiObject> storageClass(String name) {
          return Optional.empty();
        }

        @Override
        public List<ApiObject> volumes() {
          return List.of();
        }

        @Override
        public Optional<Status> await(Supplier<Optional<Status>> outcome, Duration patience) {
          return outcome.get();
        }
      };

  Optional<ApiObject> claim(ObjectKey key);

  Optional<ApiObject> volume(String name);

  Optional<ApiObject> storageClass(String name);

  List<ApiObject> volumes();

  /**
   * Asks for the outcome now and after each change of a claim or volume, until there is one.
   * Blocks; for binding threads only.
   *
   * @return empty when the patience ended first
   */
  Optional<Status> await(Supplier<Optional<Status>> outcome, Duration patience);
}
