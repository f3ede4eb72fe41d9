package io.binnacle.controller.workload;

/**
 * Short hashes that are fit for names and labels: 32 bits of FNV (RFC 9923), written with letters
 * and digits that make no words.
 */
public final class SafeHash {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int OFFSET = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  private SafeHash() {}

  /** The hash FNV-1a, as of pod templates. */
  public static String fnv1a(byte[] bytes) {
    int hash = OFFSET;
    for (byte octet : bytes) {
      hash ^= octet & 0xff;
      hash *= PRIME;
    }
    return encode(hash);
  }

  /** The hash FNV-1, as of controller revisions. */
  public static String fnv1(byte[] bytes) {
    int hash = OFFSET;
    for (byte octet : bytes) {
      hash *= PRIME;
      hash ^= octet & 0xff;
    }
    return encode(hash);
  }

  private static String encode(int hash) {
    StringBuilder text = new StringBuilder();
    for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
      text.append(ALPHABET.charAt(digit % ALPHABET.length()));
    }
    return text.toString();
  }
}
