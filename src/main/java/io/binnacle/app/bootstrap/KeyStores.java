package io.binnacle.app.bootstrap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/** Writes the PKCS12 stores that HTTPS servers read their keys from. */
final class KeyStores {
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
