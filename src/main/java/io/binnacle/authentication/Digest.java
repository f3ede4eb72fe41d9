package io.binnacle.authentication;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a secret: what is kept and compared in its place. A look-up by digest tells a
 * guesser nothing by its timing, since how a digest differs says nothing about how the secret does.
 */
public final class Digest {
  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Digest of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8));
  }

  public static Digest of(byte[] secret) {
    try {
      return new Digest(MessageDigest.getInstance("SHA-256").digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** Takes the same time whatever the difference. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Digest digest && MessageDigest.isEqual(bytes, digest.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Shows nothing: the digest of a weak password would give it away. */
  @Override
  public String toString() {
    return "Digest";
  }
}
