package io.binnacle.storage.postgres;

import io.binnacle.storage.StoreException;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.storage.encryption.KeyRing;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.StatelessSession;

/**
 * Which keys the values of a database are encrypted with. Without it a server with a key ring of
 * its own, such as a second one that was not given the first one's, would start over the database
 * and write what no other server can read.
 */
final class RegisteredKeys {
  private RegisteredKeys() {}

  /**
   * Makes sure that the key ring holds what the database needs, and notes the key that encrypts
   * from now on. In a transaction.
   *
   * @throws StoreException UNAVAILABLE naming the keys that are missing
   */
  static boolean register(StatelessSession session, EncryptionAtRest encryption, Instant now) {
    KeyRing ring = encryption.keys();
    Set<String> missing = new HashSet<>(inUse(session));
    ring.keys().forEach(key -> missing.remove(key.id()));
    if (!missing.isEmpty()) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE,
          "values of the database are encrypted with keys that this server's key ring does not"
              + " have ("
              + String.join(", ", missing)
              + "): give it the key ring of the server that made them");
    }
    if (!encryption.resources().isEmpty()) {
      ring.primary().ifPresent(key -> use(session, key.id(), now));
    }
    return true;
  }

  private static void use(StatelessSession session, String id, Instant now) {
    // Servers may start at the same time.
    session
        .createNativeMutationQuery(
            """
            insert into store_encryption_key (id, first_used_at) values (:id, :now)
            on conflict (id) do update set retired_at = null
            """)
        .setParameter("id", id)
        .setParameter("now", now)
        .executeUpdate();
  }

  /** The keys that values may need. */
  static List<String> inUse(StatelessSession session) {
    return session
        .createSelectionQuery(
            "select id from EncryptionKeyRow where retiredAt is null", String.class)
        .getResultList();
  }

  static boolean isKnown(StatelessSession session, String id) {
    return session.get(EncryptionKeyRow.class, id) != null;
  }

  /** No value of the database needs any other key now. */
  static boolean retireOthers(StatelessSession session, String id, Instant now) {
    session
        .createMutationQuery(
            "update EncryptionKeyRow set retiredAt = :now where id <> :id and retiredAt is null")
        .setParameter("now", now)
        .setParameter("id", id)
        .executeUpdate();
    return true;
  }
}
