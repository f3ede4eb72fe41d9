package io.binnacle.admission;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks an object up that a plugin requires: in the state that the write is computed on, and where
 * it is not there once more in the newest state, since another server may have made it a moment
 * ago. Only a request that is about to be refused pays for the second look.
 */
public final class FreshLookup {
  private static final System.Logger LOG = System.getLogger(FreshLookup.class.getName());
  private static final long PATIENCE_SECONDS = 2;

  private final ObjectStore store;

  public FreshLookup(ObjectStore store) {
    this.store = store;
  }

  /** The object, or null where there is none. */
  public @Nullable StoredObject get(
      AdmissionRequest request, GroupResource resource, ObjectKey key) {
    StoredObject known = request.state().orElseGet(store::cached).get(resource, key);
    return known == null ? latest(resource, key) : known;
  }

  private @Nullable StoredObject latest(GroupResource resource, ObjectKey key) {
    try {
      return store
          .latest()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .get(resource, key);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, "The newest state cannot be read; the cached one decides: {0}", e);
      return null;
    }
  }
}
