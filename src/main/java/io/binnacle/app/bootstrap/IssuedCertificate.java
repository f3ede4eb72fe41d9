package io.binnacle.app.bootstrap;

import io.binnacle.pki.CertificateNames;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * One certificate of the home, with its key: kept while it is good for what it is needed for, made
 * anew when it is missing, nears its end, lacks a name, names another subject, or is of another
 * authority. Looking takes no more than the platform; only making loads the cryptography library.
 */
final class IssuedCertificate {
  private static final Duration RENEWAL = Duration.ofDays(90);

  private final Path certificateFile;
  private final Path keyFile;
  private final CertificateSpec spec;

  IssuedCertificate(Path certificateFile, Path keyFile, CertificateSpec spec) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.spec = spec;
  }

  /**
   * @param keys makes the certificate's key pair, where one is needed
   */
  void ensure(
      X509Certificate authority, Supplier<ClusterCa> ca, Clock clock, Supplier<KeyPair> keys)
      throws IOException {
    if (isGood(authority, clock)) {
      return;
    }
    KeyPair pair = keys.get();
    X509Certificate certificate = ca.get().issue(spec, pair.getPublic());
    PrivateFiles.write(keyFile, Pem.key(pair.getPrivate()));
    PrivateFiles.write(certificateFile, Pem.certificates(List.of(certificate, authority)));
  }

  private boolean isGood(X509Certificate authority, Clock clock) throws IOException {
    if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
      return false;
    }
    X509Certificate certificate = Pem.readCertificates(certificateFile).getFirst();
    return isSignedBy(certificate, authority)
        && clock.instant().plus(RENEWAL).isBefore(certificate.getNotAfter().toInstant())
        && hasSubject(certificate)
        && CertificateNames.of(certificate).containsAll(CertificateNames.normalize(spec.names()));
  }

  private boolean hasSubject(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName() + ",";
    return subject.contains("CN=" + spec.subject().commonName() + ",")
        && spec.subject().organizations().stream()
            .allMatch(organization -> subject.contains("O=" + organization + ","));
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
