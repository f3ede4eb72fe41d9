package io.binnacle.authentication.plugin.x509;

import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.AuthenticationOutcome.Rejected;
import io.binnacle.authentication.Authenticator;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.Digest;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authentication.VerifiedCache;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.pki.Pem;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The x509 authenticator. The handshake has proved that the client holds the key; here the chain is
 * verified against the cluster CA, whatever the server's trust store is, and the certificate must
 * be meant for clients. A leaf that was verified is remembered with the user it stands for, so that
 * a request costs one look-up and two comparisons of time.
 */
@Dependent
public class CertificateAuthenticator implements Authenticator {
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";
  private static final int REMEMBERED = 4096;

  private record Verified(UserInfo user, Instant from, Instant until) {}

  private final Set<TrustAnchor> anchors;
  private final Clock clock;
  private final VerifiedCache<X509Certificate, Verified> verified = new VerifiedCache<>(REMEMBERED);

  @Inject
  public CertificateAuthenticator(ClusterFiles files, Clock clock) {
    this(readAuthorities(files), clock);
  }

  CertificateAuthenticator(Collection<X509Certificate> authorities, Clock clock) {
    this.anchors =
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toUnmodifiableSet());
    this.clock = clock;
  }

  private static Collection<X509Certificate> readAuthorities(ClusterFiles files) {
    try {
      return Pem.readCertificates(files.caCertificate());
    } catch (IOException e) {
      throw new ConfigurationException(List.of("the cluster CA cannot be read: " + e));
    }
  }

  @Override
  public String name() {
    return "x509";
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public AuthenticationOutcome authenticate(Credentials credentials) {
    if (credentials.certificates().isEmpty()) {
      return new NotApplicable();
    }
    X509Certificate leaf = credentials.certificates().getFirst();
    Verified known = verified.get(leaf);
    Instant now = clock.instant();
    if (known != null && !now.isBefore(known.from()) && !now.isAfter(known.until())) {
      return new Authenticated(known.user());
    }
    try {
      Instant until = verify(credentials.certificates(), now);
      UserInfo user = user(leaf);
      if (user.name().isEmpty()) {
        return new NotApplicable();
      }
      verified.put(leaf, new Verified(user, leaf.getNotBefore().toInstant(), until));
      return new Authenticated(user);
    } catch (GeneralSecurityException | NamingException e) {
      verified.remove(leaf);
      return new Rejected("the client certificate does not verify: " + e.getMessage());
    }
  }

  /** Verifies the chain; gives the first moment at which one of its certificates has expired. */
  private Instant verify(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
    X509Certificate leaf = chain.getFirst();
    List<String> usages = leaf.getExtendedKeyUsage();
    if (usages != null && !usages.contains(CLIENT_AUTHENTICATION) && !usages.contains(ANY_USAGE)) {
      throw new CertificateParsingException("it is not meant for client authentication");
    }
    // A client may send the authority along; the validator wants the path below the anchor.
    List<X509Certificate> path =
        chain.stream().filter(certificate -> !isAnchor(certificate)).toList();
    if (path.isEmpty()) {
      throw new CertificateParsingException("it is the authority's own");
    }
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    return path.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private boolean isAnchor(X509Certificate certificate) {
    return anchors.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()));
  }

  private static UserInfo user(X509Certificate leaf)
      throws InvalidNameException, NamingException, CertificateEncodingException {
    LdapName subject = new LdapName(leaf.getSubjectX500Principal().getName());
    String name = "";
    List<String> groups = new ArrayList<>();
    for (Rdn rdn : subject.getRdns()) {
      for (Attribute attribute : java.util.Collections.list(rdn.toAttributes().getAll())) {
        for (Object value : java.util.Collections.list(attribute.getAll())) {
          if (attribute.getID().equalsIgnoreCase("CN")) {
            name = value.toString();
          } else if (attribute.getID().equalsIgnoreCase("O")) {
            groups.add(value.toString());
          }
        }
      }
    }
    String credential = "X509SHA256=" + Digest.of(leaf.getEncoded()).hex();
    return new UserInfo(name, "", groups, Map.of(CREDENTIAL_ID, List.of(credential)));
  }
}
