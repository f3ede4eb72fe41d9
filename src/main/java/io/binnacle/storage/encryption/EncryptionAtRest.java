package io.binnacle.storage.encryption;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.configuration.ReloadingFile;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import io.binnacle.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the versions of objects and the rows that keep them: encrypts what
 * configuration names, decrypts what is encrypted, leaves all else alone.
 *
 * <p>A value opens only as what it was written for: group, resource, namespace, name and revision
 * are authenticated with it, so that rows that somebody swapped in the database do not pass for one
 * another.
 */
public final class EncryptionAtRest {
  private final Set<GroupResource> resources;
  private final Supplier<KeyRing> keys;
  private final Supplier<KeyRing> freshKeys;
  private final SecureRandom random = new SecureRandom();

  private EncryptionAtRest(
      Set<GroupResource> resources, Supplier<KeyRing> keys, Supplier<KeyRing> freshKeys) {
    this.resources = Set.copyOf(resources);
    this.keys = keys;
    this.freshKeys = freshKeys;
  }

  /** Encrypts nothing and opens nothing that is encrypted. */
  public static EncryptionAtRest none() {
    return of(Set.of(), KeyRing.empty());
  }

  public static EncryptionAtRest of(Set<GroupResource> resources, KeyRing ring) {
    return new EncryptionAtRest(resources, () -> ring, () -> ring);
  }

  /**
   * With the keys of a file, which is read again when it changes.
   *
   * @throws io.binnacle.configuration.ConfigurationException when it cannot be read
   */
  public static EncryptionAtRest of(
      Set<GroupResource> resources, Path keyRing, InstantSource clock) {
    ReloadingFile<KeyRing> file = new ReloadingFile<>(keyRing, KeyRing::parse, clock);
    return new EncryptionAtRest(resources, file::value, file::freshValue);
  }

  /** The keys as they are now. */
  public KeyRing keys() {
    return freshKeys.get();
  }

  /** The resources that are encrypted. */
  public Set<GroupResource> resources() {
    return resources;
  }

  /**
   * What the database keeps of a version.
   *
   * @throws StoreException UNAVAILABLE where it shall be encrypted and cannot be
   */
  public byte[] seal(StoredObject object) {
    return seal(object.resource(), object.key(), object.revision(), object.bytes());
  }

  private byte[] seal(GroupResource resource, ObjectKey key, long revision, byte[] plain) {
    if (!resources.contains(resource)) {
      return plain;
    }
    EncryptionKey primary =
        keys.get()
            .primary()
            .orElseThrow(() -> failure("there is no key to encrypt " + resource + " with", null));
    try {
      return Envelope.seal(primary, context(resource, key, revision), plain, random);
    } catch (GeneralSecurityException e) {
      throw failure(resource + " " + key + " cannot be encrypted", e);
    }
  }

  /**
   * What a version was, from what the database keeps of it.
   *
   * @throws StoreException UNAVAILABLE where the key is missing, or the value is not what was
   *     written for this version
   */
  public byte[] open(GroupResource resource, ObjectKey key, long revision, byte[] value) {
    if (!Envelope.is(value)) {
      return value;
    }
    String object = resource + " " + key + " at revision " + revision;
    try {
      String id = Envelope.keyId(value);
      EncryptionKey opening =
          keys.get()
              .find(id)
              .or(() -> freshKeys.get().find(id))
              .orElseThrow(() ->
                  failure(
                      object + " is encrypted with key " + id + ", which no key ring here has",
                      null));
      return Envelope.open(opening, context(resource, key, revision), value);
    } catch (GeneralSecurityException e) {
      throw failure(
          "what the database has for " + object + " was damaged, or written for something else", e);
    }
  }

  /**
   * The value as it would be written today; empty where it is that already.
   *
   * @throws StoreException as {@link #open}
   */
  public Optional<byte[]> renewed(
      GroupResource resource, ObjectKey key, long revision, byte[] value) {
    boolean wanted = resources.contains(resource);
    if (wanted == Envelope.is(value) && (!wanted || isPrimary(value))) {
      return Optional.empty();
    }
    return Optional.of(seal(resource, key, revision, open(resource, key, revision, value)));
  }

  private boolean isPrimary(byte[] value) {
    try {
      String id = Envelope.keyId(value);
      return keys.get().primary().filter(key -> key.id().equals(id)).isPresent();
    } catch (GeneralSecurityException e) {
      // Opening it tells what is wrong.
      return false;
    }
  }

  private static byte[] context(GroupResource resource, ObjectKey key, long revision) {
    return String.join(
            "\0",
            resource.group(),
            resource.resource(),
            key.namespace(),
            key.name(),
            Long.toString(revision))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static StoreException failure(String message, @Nullable Throwable cause) {
    return new StoreException(Reason.UNAVAILABLE, message, cause);
  }
}
