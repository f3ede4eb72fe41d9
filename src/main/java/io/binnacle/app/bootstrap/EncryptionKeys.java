package io.binnacle.app.bootstrap;

import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.storage.encryption.EncryptionKey;
import io.binnacle.storage.encryption.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** The key ring's file: only its owner may read it, and it is there whole or not at all. */
final class EncryptionKeys {
  private final Path file;
  private final SecureRandom random;

  /**
   * @param file the one that configuration names; where it names none, that of the home counts
   */
  EncryptionKeys(Optional<Path> file, ClusterFiles files, SecureRandom random) {
    this.file = file.orElseGet(files::encryptionKeys);
    this.random = random;
  }

  Path file() {
    return file;
  }

  /** Makes a ring of one key where there is none. */
  void ensure() throws IOException {
    if (!Files.exists(file)) {
      PrivateFiles.write(file, new KeyRing(List.of(EncryptionKey.generate(random))).text());
    }
  }

  /**
   * @throws ConfigurationException when it does not hold keys
   */
  KeyRing read() throws IOException {
    if (!Files.exists(file)) {
      throw new ConfigurationException(
          List.of("there is no key ring " + file + ": the first start makes one"));
    }
    return KeyRing.parse(file, Files.readAllLines(file, StandardCharsets.UTF_8));
  }

  /** Adds a key that decrypts only, for now. */
  EncryptionKey prepare() throws IOException {
    EncryptionKey key = EncryptionKey.generate(random);
    PrivateFiles.write(file, read().withPrepared(key).text());
    return key;
  }

  /** Makes a key the one that encrypts. */
  void promote(EncryptionKey key) throws IOException {
    PrivateFiles.write(file, read().withPrimary(key).text());
  }

  EncryptionKey generate() {
    return EncryptionKey.generate(random);
  }
}
