package io.binnacle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens the stores of a contract's test and closes them; makes objects and watches. */
public abstract class ObjectStoreFixture {
  protected static final GroupResource PODS = new GroupResource("", "pods");
  protected static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
  protected static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<ObjectStore> opened = new ArrayList<>();
  protected ObjectStore store;

  /** A server over the database of this test; each call gives one more. */
  protected abstract ObjectStore connect();

  protected final ObjectStore open() {
    ObjectStore connected = connect();
    opened.add(connected);
    return connected;
  }

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  final void closeStores() {
    opened.forEach(ObjectStore::close);
    dropDatabase();
  }

  /** Called when all stores of the test are closed. */
  protected void dropDatabase() {}

  /** Remembers what a watch delivers. */
  protected static class Recorder implements WatchListener {
    public final List<Change> changes = new CopyOnWriteArrayList<>();
    public volatile long progress;
    public volatile @Nullable StoreException closed;
    public @Nullable WatchSubscription subscription;

    @Override
    public void onChange(Change change) {
      changes.add(change);
    }

    @Override
    public void onProgress(long revision) {
      progress = revision;
    }

    @Override
    public void onClosed(StoreException reason) {
      closed = reason;
    }

    public List<Long> revisions() {
      return changes.stream().map(Change::revision).toList();
    }
  }

  protected static Recorder watch(ObjectStore from, String namespace, long after) {
    Recorder recorder = new Recorder();
    recorder.subscription = from.watch(PODS, namespace, after, recorder);
    return recorder;
  }

  protected static ObjectKey key(String namespace, String name) {
    return new ObjectKey(namespace, name);
  }

  protected static ObjectNode pod(String namespace, String name) {
    ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    tree.putObject("metadata").put("name", name).put("namespace", namespace);
    return tree;
  }

  protected static ObjectNode countedUp(@Nullable StoredObject current) {
    if (current == null) {
      return pod("a", "quota").put("used", 1);
    }
    ObjectNode next = current.object().copyTree();
    return next.put("used", next.get("used").asInt() + 1);
  }

  protected static MutationGroup group(Mutation... mutations) {
    return MutationGroup.of(mutations);
  }

  protected final StoredObject create(String namespace, String name) {
    return create(store, namespace, name);
  }

  protected static StoredObject create(ObjectStore in, String namespace, String name) {
    return commit(in, new Mutation.Create(PODS, key(namespace, name), pod(namespace, name)));
  }

  protected final StoredObject commit(Mutation mutation) {
    return commit(store, mutation);
  }

  protected static StoredObject commit(ObjectStore in, Mutation mutation) {
    return join(in.commit(group(mutation))).outcomes().getFirst().orElseThrow();
  }

  protected final Snapshot at(long revision) {
    return join(store.at(revision));
  }

  protected static List<String> names(Iterator<StoredObject> objects) {
    List<String> names = new ArrayList<>();
    objects.forEachRemaining(object -> names.add(object.key().name()));
    return names;
  }

  protected static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  protected static @Nullable Throwable failure(CompletionStage<?> stage) {
    try {
      join(stage);
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  protected static void assertReason(CompletionStage<?> stage, StoreException.Reason reason) {
    assertThatThrownBy(() -> join(stage))
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }
}
