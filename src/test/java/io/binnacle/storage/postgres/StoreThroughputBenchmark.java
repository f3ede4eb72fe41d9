package io.binnacle.storage.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.testing.PostgresServer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Creates 1 KB objects from a number of writers that each wait for their answer. A main program:
 * its arguments are writers and objects.
 */
public final class StoreThroughputBenchmark {
  private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");

  private StoreThroughputBenchmark() {}

  public static void main(String[] arguments) {
    int writers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
    int objects = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
    PostgresServer.Database database = PostgresServer.shared().createDatabase();
    try (PostgresObjectStore store =
        PostgresObjectStore.open(
            PostgresObjectStoreIT.configuration(database),
            new ManagedDataSource(),
            new PostgresObjectStore.Keeping(Optional.empty(), EncryptionAtRest.none()),
            InstantSource.system(),
            CachedObjectStore.daemonThreads())) {
      create(store, "warm-up", writers, objects / 4);
      for (int writing : new int[] {1, writers, writers * 8}) {
        int number = writing == 1 ? objects / 20 : objects;
        double seconds = create(store, "w" + writing, writing, number);
        System.out.printf("%d writers: %.0f creates/s%n", writing, number / seconds);
      }
      System.out.println(store.statistics());
    } finally {
      PostgresServer.shared().drop(database);
    }
  }

  private static double create(ObjectStore store, String namespace, int writers, int objects) {
    Semaphore free = new Semaphore(writers);
    long start = System.nanoTime();
    for (int i = 0; i < objects; i++) {
      free.acquireUninterruptibly();
      ObjectKey key = new ObjectKey(namespace, "object-" + i);
      ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
      tree.putObject("metadata").put("namespace", namespace).put("name", key.name());
      tree.putObject("data").put("text", "x".repeat(900));
      store
          .commit(MutationGroup.of(new Mutation.Create(CONFIG_MAPS, key, tree)))
          .whenComplete((result, failure) -> free.release());
    }
    free.acquireUninterruptibly(writers);
    return (System.nanoTime() - start) / 1e9;
  }
}
