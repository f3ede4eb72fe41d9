package io.binnacle.storage.encryption;

import io.binnacle.configuration.ConfigurationException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that encrypts the keys of values. Its id is a fingerprint of it, so that a line of a key
 * ring that was damaged shows, and no two keys share an id.
 */
public final class EncryptionKey {
  static final int ID_BYTES = 8;
  private static final int KEY_BYTES = 32;

  private final String id;
  private final SecretKey secret;

  private EncryptionKey(byte[] bytes) {
    this.id = HexFormat.of().formatHex(fingerprint(bytes));
    this.secret = new SecretKeySpec(bytes, "AES");
  }

  private static byte[] fingerprint(byte[] bytes) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public static EncryptionKey generate(SecureRandom random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return new EncryptionKey(bytes);
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @param place names file and line, for messages, which never hold the line itself
   * @throws ConfigurationException when it is not a key with its fingerprint
   */
  static EncryptionKey parse(String line, String place) {
    String[] words = line.strip().split("\\s+", -1);
    try {
      byte[] bytes = words.length == 2 ? Base64.getDecoder().decode(words[1]) : new byte[0];
      EncryptionKey key =
          new EncryptionKey(bytes.length == KEY_BYTES ? bytes : new byte[KEY_BYTES]);
      if (bytes.length == KEY_BYTES && key.id.equals(words[0])) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Not base64; told below, without the text.
    }
    throw new ConfigurationException(
        List.of(place + ": must be the id of a key and the key, 32 bytes as base64"));
  }

  /** Sixteen hexadecimal digits. */
  public String id() {
    return id;
  }

  SecretKey secret() {
    return secret;
  }

  String line() {
    return id + " " + Base64.getEncoder().encodeToString(secret.getEncoded());
  }

  /** Without the key. */
  @Override
  public String toString() {
    return id;
  }
}
