package io.binnacle.pki;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate signing request (PKCS10) whose signature proves that the sender has the key.
 * Immutable.
 *
 * @param names the DNS names and addresses asked for
 */
public record SigningRequest(
    CertificateSpec.Subject subject, List<String> names, PublicKey publicKey) {
  private static final String LABEL = "CERTIFICATE REQUEST";

  /** The PEM text of a request for the key. */
  public static String create(CertificateSpec.Subject subject, List<String> names, KeyPair pair) {
    X500NameBuilder name = new X500NameBuilder();
    subject.organizations().forEach(organization -> name.addRDN(BCStyle.O, organization));
    name.addRDN(BCStyle.CN, subject.commonName());
    try {
      JcaPKCS10CertificationRequestBuilder builder =
          new JcaPKCS10CertificationRequestBuilder(name.build(), pair.getPublic());
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              CertificateNames.normalize(names).stream()
                  .map(SigningRequest::name)
                  .toArray(GeneralName[]::new)));
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      return Pem.text(
          LABEL,
          builder
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("the signing request cannot be made", e);
    }
  }

  private static GeneralName name(String name) {
    return new GeneralName(
        CertificateNames.isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  /**
   * Reads a request and checks its signature.
   *
   * @throws IOException with a message for the client when it is damaged or not signed by its key
   */
  public static SigningRequest parse(String pem) throws IOException {
    try {
      JcaPKCS10CertificationRequest request =
          new JcaPKCS10CertificationRequest(Pem.content(pem, LABEL));
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new IOException("the signing request is not signed by its own key");
      }
      X500Name subject = request.getSubject();
      List<String> commonNames = values(subject, BCStyle.CN);
      if (commonNames.size() != 1) {
        throw new IOException("the signing request must have exactly one common name");
      }
      return new SigningRequest(
          new CertificateSpec.Subject(commonNames.getFirst(), values(subject, BCStyle.O)),
          names(request.getRequestedExtensions()),
          key);
    } catch (GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IllegalArgumentException e) {
      throw new IOException("the signing request cannot be read", e);
    }
  }

  private static List<String> values(
      X500Name subject, org.bouncycastle.asn1.ASN1ObjectIdentifier attribute) {
    List<String> values = new ArrayList<>();
    for (RDN rdn : subject.getRDNs(attribute)) {
      Arrays.stream(rdn.getTypesAndValues())
          .filter(value -> value.getType().equals(attribute))
          .forEach(value -> values.add(IETFUtils.valueToString(value.getValue())));
    }
    return values;
  }

  private static List<String> names(@Nullable Extensions extensions) throws IOException {
    GeneralNames alternatives =
        extensions == null
            ? null
            : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    List<String> names = new ArrayList<>();
    if (alternatives != null) {
      for (GeneralName name : alternatives.getNames()) {
        names.add(text(name));
      }
    }
    return names;
  }

  private static String text(GeneralName name) throws IOException {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> name.getName().toString();
      case GeneralName.iPAddress ->
          InetAddress.getByAddress(ASN1OctetString.getInstance(name.getName()).getOctets())
              .getHostAddress();
      default -> throw new IOException("the signing request may name only hosts and addresses");
    };
  }
}
