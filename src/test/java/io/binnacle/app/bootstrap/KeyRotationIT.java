package io.binnacle.app.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.storage.encryption.EncryptionConfiguration;
import io.binnacle.storage.encryption.EncryptionKey;
import io.binnacle.storage.postgres.DatabaseAddress;
import io.binnacle.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationIT {
  private final List<String> told = new ArrayList<>();

  private static List<String> ids(EncryptionKeys keys) throws Exception {
    return keys.read().keys().stream().map(EncryptionKey::id).toList();
  }

  private static EncryptionKeys keys(Path home) throws Exception {
    ClusterFiles files = new ClusterFiles(home);
    Files.createDirectories(files.pki());
    return new EncryptionKeys(Optional.empty(), files, new SecureRandom());
  }

  private KeyRotation rotation(EncryptionKeys keys) {
    return new KeyRotation(
        keys, new EncryptionConfiguration(List.of("secrets"), Optional.empty()), told::add);
  }

  @Test
  void theFirstStartMakesAKeyForItsOwnerAlone(@TempDir Path home) throws Exception {
    EncryptionKeys keys = keys(home);
    assertThatThrownBy(keys::read).isInstanceOf(ConfigurationException.class);
    keys.ensure();
    List<String> made = ids(keys);
    keys.ensure();

    assertThat(ids(keys)).isEqualTo(made).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.file())))
        .isEqualTo("rw-------");
  }

  @Test
  void aPreparedKeyIsTheNextOneToEncrypt(@TempDir Path home) throws Exception {
    PostgresServer.Database database = PostgresServer.shared().createDatabase();
    DatabaseAddress address =
        new DatabaseAddress(database.url(), database.user(), database.password());
    try {
      EncryptionKeys keys = keys(home);
      keys.ensure();
      String first = ids(keys).getFirst();
      rotation(keys).run(List.of("--reencrypt"), address);
      rotation(keys).run(List.of("--prepare"), address);
      String prepared = ids(keys).getLast();
      rotation(keys).run(List.of(), address);

      assertThat(ids(keys)).containsExactly(prepared, first);
      assertThat(told).anyMatch(line -> line.contains("needs " + first));
      assertThatThrownBy(() -> rotation(keys).run(List.of("--all"), address))
          .isInstanceOf(ConfigurationException.class);
    } finally {
      PostgresServer.shared().drop(database);
    }
  }
}
