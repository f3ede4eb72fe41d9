package io.binnacle.client.https;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts from PEM: certificates, and private keys as PKCS#8, PKCS#1 or SEC 1. */
public final class KeyMaterial {
  /** A client certificate with its chain, and its key. */
  public record ClientCertificate(byte[] certificatePem, byte[] keyPem) {
    /** Never the key. */
    @Override
    public String toString() {
      return "ClientCertificate";
    }
  }

  private KeyMaterial() {}

  /**
   * A context that trusts the CA, or what the platform trusts where there is none.
   *
   * @throws IllegalArgumentException when the PEM text cannot be used; it does not quote it
   */
  public static SSLContext tls(
      Optional<byte[]> certificateAuthorityPem, Optional<ClientCertificate> client) {
    try {
      TrustManager[] trust =
          certificateAuthorityPem.isPresent() ? trusting(certificateAuthorityPem.get()) : null;
      return context(client, trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the certificates or the key cannot be used", e);
    }
  }

  /**
   * A context that asks the server for no proof.
   *
   * @throws IllegalArgumentException when the client's PEM text cannot be used
   */
  public static SSLContext unverifiedTls(Optional<ClientCertificate> client) {
    try {
      return context(client, AnyCertificate.trust());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the certificate or the key cannot be used", e);
    }
  }

  private static SSLContext context(
      Optional<ClientCertificate> client, TrustManager @Nullable [] trust)
      throws GeneralSecurityException, IOException {
    KeyManager[] keys = client.isPresent() ? knownBy(client.get()) : null;
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    return context;
  }

  private static TrustManager[] trusting(byte[] pem) throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    int index = 0;
    for (Certificate authority : certificates(pem)) {
      store.setCertificateEntry("ca-" + index++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] knownBy(ClientCertificate client)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    char[] password = new char[0];
    store.setKeyEntry(
        "client",
        privateKey(client.keyPem()),
        password,
        certificates(client.certificatePem()).toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(byte[] pem)
      throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem));
  }

  static PrivateKey privateKey(byte[] pem) throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(pem, StandardCharsets.US_ASCII)))) {
      Object entry;
      // A SEC 1 file may begin with the curve's parameters.
      while ((entry = parser.readObject()) != null) {
        if (entry instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (entry instanceof PrivateKeyInfo key) {
          return converter.getPrivateKey(key);
        }
      }
    }
    throw new IOException("no private key found");
  }
}
