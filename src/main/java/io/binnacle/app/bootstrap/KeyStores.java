package io.binnacle.app.bootstrap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/** Writes the PKCS12 stores that HTTPS servers read their keys from. */
final class KeyStores {
  private static final System.Logger LOG = System.getLogger(KeyStores.class.getName());

  private KeyStores() {}

  static void writeKey(Path file, char[] password, PrivateKey key, List<X509Certificate> chain)
      throws IOException {
    write(
        file,
        password,
        store -> store.setKeyEntry("server", key, password, chain.toArray(new Certificate[0])));
  }

  static void writeTrusted(Path file, char[] password, X509Certificate authority)
      throws IOException {
    write(file, password, store -> store.setCertificateEntry("cluster-ca", authority));
  }

  /**
   * Whether the store is there, opens with the password and holds the certificate: not that of a CA
   * or a password that has been made anew since.
   */
  static boolean holds(Path file, char[] password, X509Certificate certificate) {
    if (!Files.exists(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return store.getCertificateAlias(certificate) != null;
    } catch (IOException | GeneralSecurityException e) {
      LOG.log(System.Logger.Level.INFO, "{0} is made anew: {1}", file, e.getMessage());
      return false;
    }
  }

  @FunctionalInterface
  private interface Filling {
    void fill(KeyStore store) throws GeneralSecurityException;
  }

  private static void write(Path file, char[] password, Filling filling) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      filling.fill(store);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, password);
      PrivateFiles.write(file, bytes.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " cannot be made", e);
    }
  }
}
