package io.binnacle.pki;

import io.binnacle.configuration.ClusterFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The cluster's certificate authority: EC P-256, for the speed of handshakes. Signs for bootstrap
 * and for joining nodes. Immutable; safe for any thread.
 */
public final class ClusterCa {
  private static final int RSA_BITS = 2048;
  private static final Duration CA_LIFETIME = Duration.ofDays(3650);
  private static final Duration CLOCK_LEEWAY = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 127;

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final Clock clock;
  private final SecureRandom random;

  public ClusterCa(X509Certificate certificate, PrivateKey key, Clock clock, SecureRandom random) {
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @throws IOException when certificate or key are missing or damaged
   */
  public static ClusterCa load(ClusterFiles files, Clock clock, SecureRandom random)
      throws IOException {
    return load(files.caCertificate(), files.caKey(), clock, random);
  }

  /**
   * @throws IOException when certificate or key are missing or damaged
   */
  public static ClusterCa load(Path certificate, Path key, Clock clock, SecureRandom random)
      throws IOException {
    return new ClusterCa(
        Pem.readCertificates(certificate).getFirst(), Pem.readPrivateKey(key), clock, random);
  }

  /** A new authority with a new key. */
  public static ClusterCa generate(String commonName, Clock clock, SecureRandom random) {
    KeyPair pair = newKeyPair(random);
    X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(CLOCK_LEEWAY)),
            Date.from(now.plus(CA_LIFETIME)),
            name,
            pair.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("the CA's certificate cannot be made", e);
    }
    return new ClusterCa(sign(builder, pair.getPrivate()), pair.getPrivate(), clock, random);
  }

  public static KeyPair newKeyPair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform makes no EC keys", e);
    }
  }

  /** A key pair for clients that know RSA best. */
  public static KeyPair newRsaKeyPair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform makes no RSA keys", e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public PrivateKey key() {
    return key;
  }

  /** Signs a certificate for the key. Whether its owner may have it is the caller's to decide. */
  public X509Certificate issue(CertificateSpec spec, PublicKey subjectKey) {
    Instant now = clock.instant();
    Instant end = now.plus(spec.lifetime());
    Instant authorityEnd = certificate.getNotAfter().toInstant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            certificate,
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(CLOCK_LEEWAY)),
            Date.from(end.isBefore(authorityEnd) ? end : authorityEnd),
            name(spec.subject()),
            subjectKey);
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose(spec.purpose())));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(certificate));
      if (!spec.names().isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, names(spec.names()));
      }
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("the certificate cannot be made", e);
    }
    return sign(builder, key);
  }

  private static X500Name name(CertificateSpec.Subject subject) {
    X500NameBuilder builder = new X500NameBuilder();
    subject.organizations().forEach(organization -> builder.addRDN(BCStyle.O, organization));
    return builder.addRDN(BCStyle.CN, subject.commonName()).build();
  }

  private static KeyPurposeId purpose(CertificateSpec.Purpose purpose) {
    return switch (purpose) {
      case CLIENT -> KeyPurposeId.id_kp_clientAuth;
      case SERVER -> KeyPurposeId.id_kp_serverAuth;
    };
  }

  private static GeneralNames names(List<String> names) {
    return new GeneralNames(
        CertificateNames.normalize(names).stream()
            .map(name ->
                new GeneralName(
                    CertificateNames.isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName,
                    name))
            .toArray(GeneralName[]::new));
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("the CA cannot sign", e);
    }
  }
}
