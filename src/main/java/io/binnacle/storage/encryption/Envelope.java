package io.binnacle.storage.encryption;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The form of an encrypted value: AES-256-GCM under a key that is drawn for this value alone, which
 * lies beside it, encrypted with a key of the ring (NIST SP 800-38D: with a key of its own no two
 * values can share a nonce, and the ring's key encrypts 32 bytes a value only).
 *
 * <p>Layout: a zero byte, which no JSON begins with; the version, 1; the id of the ring's key, 8
 * bytes; nonce (12) and encrypted key (32 + 16); nonce (12) and encrypted value (its length + 16).
 */
final class Envelope {
  private static final byte MARK = 0;
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 2 + EncryptionKey.ID_BYTES;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int KEY_BYTES = 32;
  private static final int SEALED_KEY_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

  private Envelope() {}

  /** Whether a value is encrypted: those from before encryption are JSON. */
  static boolean is(byte[] value) {
    return value.length > 0 && value[0] == MARK;
  }

  /** The id of the ring's key that opens an encrypted value. */
  static String keyId(byte[] value) throws GeneralSecurityException {
    if (value.length < HEADER_BYTES + SEALED_KEY_BYTES + NONCE_BYTES + TAG_BYTES
        || value[1] != VERSION) {
      throw new GeneralSecurityException("not an envelope of a known version");
    }
    return HexFormat.of().formatHex(value, 2, HEADER_BYTES);
  }

  /**
   * @param context what the value belongs to: it opens with the same only
   */
  static byte[] seal(EncryptionKey key, byte[] context, byte[] plain, SecureRandom random)
      throws GeneralSecurityException {
    byte[] own = new byte[KEY_BYTES];
    random.nextBytes(own);
    ByteBuffer envelope =
        ByteBuffer.allocate(
            HEADER_BYTES + SEALED_KEY_BYTES + NONCE_BYTES + plain.length + TAG_BYTES);
    envelope.put(MARK).put(VERSION).put(HexFormat.of().parseHex(key.id()));
    encrypt(key.secret(), context, own, envelope, random);
    encrypt(new SecretKeySpec(own, "AES"), context, plain, envelope, random);
    return envelope.array();
  }

  private static void encrypt(
      SecretKey key, byte[] context, byte[] plain, ByteBuffer to, SecureRandom random)
      throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    to.put(nonce);
    cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(ByteBuffer.wrap(plain), to);
  }

  /**
   * @throws GeneralSecurityException when the key is another, or the envelope was changed or
   *     belongs to something else
   */
  static byte[] open(EncryptionKey key, byte[] context, byte[] value)
      throws GeneralSecurityException {
    byte[] own = decrypt(key.secret(), context, value, HEADER_BYTES, SEALED_KEY_BYTES);
    int from = HEADER_BYTES + SEALED_KEY_BYTES;
    return decrypt(new SecretKeySpec(own, "AES"), context, value, from, value.length - from);
  }

  private static byte[] decrypt(SecretKey key, byte[] context, byte[] value, int from, int length)
      throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(value, from, nonce, 0, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, key, nonce, context)
        .doFinal(value, from + NONCE_BYTES, length - NONCE_BYTES);
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(context);
    return cipher;
  }
}
