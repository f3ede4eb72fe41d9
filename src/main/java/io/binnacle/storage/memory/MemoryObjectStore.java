package io.binnacle.storage.memory;

import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.cacher.StoreSettings;
import java.time.InstantSource;

/** A store whose log lies in memory; several over one log see each other's writes. */
public final class MemoryObjectStore extends CachedObjectStore {

  /** An empty store of its own. */
  public MemoryObjectStore() {
    this(new MemoryLog(), StoreSettings.defaults());
  }

  /** One of the servers over a log. */
  public MemoryObjectStore(MemoryLog log, StoreSettings settings) {
    super(log.connect(), settings, InstantSource.system(), daemonThreads());
  }
}
