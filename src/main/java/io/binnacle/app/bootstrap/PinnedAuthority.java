package io.binnacle.app.bootstrap;

import io.binnacle.pki.CertificateNames;
import io.binnacle.pki.JoinToken;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the servers of one authority, of which only the hash is known beforehand: the server sends
 * its certificate along. It must be an API server's, but the address that it was called by does not
 * matter, since a machine may join by whatever address reaches the cluster.
 */
final class PinnedAuthority extends X509ExtendedTrustManager {
  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

  /** A name that certificates of API servers alone have; the CA signs for nodes, too. */
  private static final String API_SERVER = "kubernetes.default.svc";

  private final String hash;

  PinnedAuthority(String hash) {
    this.hash = hash;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    X509Certificate authority =
        Arrays.stream(chain)
            .filter(certificate -> JoinToken.hash(certificate).equals(hash))
            .findFirst()
            .orElseThrow(
                () -> new CertificateException("the server is not of the join token's cluster"));
    List<X509Certificate> path =
        Arrays.stream(chain).filter(certificate -> !certificate.equals(authority)).toList();
    try {
      List<String> usages = chain[0].getExtendedKeyUsage();
      if (path.isEmpty()
          || usages == null
          || !usages.contains(SERVER_AUTHENTICATION)
          || !CertificateNames.of(chain[0]).contains(API_SERVER)) {
        throw new CertificateException("the server shows no API server's certificate");
      }
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the server's certificate does not verify", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this side is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this side is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
