package io.binnacle.app.bootstrap;

import io.binnacle.configuration.ConfigurationException;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.storage.encryption.EncryptionConfiguration;
import io.binnacle.storage.encryption.EncryptionKey;
import io.binnacle.storage.postgres.DatabaseAddress;
import io.binnacle.storage.postgres.Reencryption;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * {@code rotate-keys}: a new key encrypts from now on, and what older keys have encrypted is
 * encrypted anew, while servers run. Older keys stay in the ring, for backups.
 */
final class KeyRotation {
  /** A server that runs takes a changed key ring up within this time. */
  private static final Duration TAKEN_UP = Duration.ofSeconds(4);

  private static final String PREPARE = "--prepare";
  private static final String REENCRYPT = "--reencrypt";

  private final EncryptionKeys keys;
  private final EncryptionConfiguration configuration;
  private final Consumer<String> told;

  /**
   * @param told gets what the user shall read, a line a call
   */
  KeyRotation(EncryptionKeys keys, EncryptionConfiguration configuration, Consumer<String> told) {
    this.keys = keys;
    this.configuration = configuration;
    this.told = told;
  }

  /**
   * @param arguments none; or {@code --prepare}, which adds a key that is not used before the next
   *     rotation, so that the file can be copied to other servers; or {@code --reencrypt}, which
   *     changes no key
   */
  void run(List<String> arguments, DatabaseAddress database) throws IOException {
    if (arguments.equals(List.of(PREPARE))) {
      told.accept("Key " + keys.prepare() + " is in " + keys.file() + " and is not used yet.");
      return;
    }
    if (!arguments.isEmpty() && !arguments.equals(List.of(REENCRYPT))) {
      throw new ConfigurationException(
          List.of("rotate-keys takes " + PREPARE + " or " + REENCRYPT + " or nothing"));
    }
    EncryptionAtRest encryption =
        EncryptionAtRest.of(configuration.groupResources(), keys.file(), Clock.systemUTC());
    try (Reencryption reencryption = Reencryption.open(database, encryption, Clock.systemUTC())) {
      if (arguments.isEmpty()) {
        promote(reencryption);
      }
      tell(reencryption.run());
    }
  }

  /** A prepared key is in the ring, but nothing was ever encrypted with it. */
  private void promote(Reencryption reencryption) throws IOException {
    EncryptionKey last = keys.read().keys().getLast();
    EncryptionKey next = reencryption.wasUsed(last) ? keys.generate() : last;
    keys.promote(next);
    told.accept("Key " + next + " encrypts from now on.");
    try {
      TimeUnit.MILLISECONDS.sleep(TAKEN_UP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted before values were encrypted anew", e);
    }
  }

  private void tell(Reencryption.Result result) {
    told.accept(result.values() + " values were written anew.");
    if (!result.complete()) {
      told.accept(
          "Some server still encrypts with an older key: give it this key ring, and run this"
              + " again with "
              + REENCRYPT
              + ".");
    } else if (!result.retired().isEmpty()) {
      told.accept(
          "Nothing in the database needs "
              + String.join(", ", result.retired())
              + " any more; backups made until now do.");
    }
  }
}
