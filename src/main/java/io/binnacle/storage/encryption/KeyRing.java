package io.binnacle.storage.encryption;

import io.binnacle.configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of a cluster. The first one encrypts, all of them decrypt, as the providers of
 * Kubernetes' EncryptionConfiguration do. Immutable.
 */
public record KeyRing(List<EncryptionKey> keys) {
  private static final String HEADER =
      """
      # The keys of what the database keeps encrypted. Without them that is lost: keep a copy in a safe place,
      # apart from the backups of the database. The first key encrypts, all of them decrypt.
      """;

  public KeyRing {
    keys = List.copyOf(keys);
  }

  /** A ring without keys: for a store that encrypts nothing. */
  public static KeyRing empty() {
    return new KeyRing(List.of());
  }

  /**
   * Reads a key ring file.
   *
   * @throws ConfigurationException naming file and line, without what the line says
   */
  public static KeyRing parse(Path file, List<String> lines) {
    List<EncryptionKey> keys = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
        keys.add(EncryptionKey.parse(lines.get(i), file + ":" + (i + 1)));
      }
    }
    if (keys.isEmpty()) {
      throw new ConfigurationException(List.of(file + ": holds no key"));
    }
    return new KeyRing(keys);
  }

  /** What {@link #parse} reads. */
  public String text() {
    return keys.stream().map(key -> key.line() + "\n").collect(Collectors.joining("", HEADER, ""));
  }

  /** The key that encrypts; empty where there is none. */
  public Optional<EncryptionKey> primary() {
    return keys.stream().findFirst();
  }

  public Optional<EncryptionKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** The same keys and this one, which now encrypts. */
  public KeyRing withPrimary(EncryptionKey primary) {
    return new KeyRing(
        Stream.concat(
                Stream.of(primary), keys.stream().filter(key -> !key.id().equals(primary.id())))
            .toList());
  }

  /** The same keys and one that decrypts, so that other servers know it before it is used. */
  public KeyRing withPrepared(EncryptionKey prepared) {
    return new KeyRing(Stream.concat(keys.stream(), Stream.of(prepared)).toList());
  }
}
