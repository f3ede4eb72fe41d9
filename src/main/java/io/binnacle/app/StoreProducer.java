package io.binnacle.app;

import io.binnacle.configuration.ClusterFiles;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.storage.encryption.EncryptionConfiguration;
import io.binnacle.storage.postgres.ManagedDataSource;
import io.binnacle.storage.postgres.PostgresObjectStore;
import io.binnacle.storage.postgres.StoreConfiguration;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Opens the one store of the process when it is first needed. */
@Dependent
public class StoreProducer {
  @Produces
  @Singleton
  @Typed({ObjectStore.class, PostgresObjectStore.class})
  PostgresObjectStore store(
      StoreConfiguration configuration,
      ManagedDataSource dataSource,
      EncryptionConfiguration encryption,
      ClusterFiles files,
      Clock clock) {
    EncryptionAtRest atRest =
        EncryptionAtRest.of(
            encryption.groupResources(),
            encryption.keyRingFile().orElseGet(files::encryptionKeys),
            clock);
    return PostgresObjectStore.open(
        configuration,
        dataSource,
        new PostgresObjectStore.Keeping(Optional.of(files.storePosition()), atRest),
        clock,
        Thread.ofPlatform().name("store-", 0).daemon(true).factory());
  }

  void close(@Disposes PostgresObjectStore store) {
    store.close();
  }
}
