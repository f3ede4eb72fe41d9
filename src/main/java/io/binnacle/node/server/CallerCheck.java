package io.binnacle.node.server;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who may call the agent: the API server, which has authorized whom it calls for. It shows a client
 * certificate of the cluster's authority, which the TLS layer has verified.
 */
final class CallerCheck {
  private static final String ADMINISTRATORS = "system:masters";

  private final Set<String> allowedNames;

  CallerCheck(Set<String> allowedNames) {
    this.allowedNames = Set.copyOf(allowedNames);
  }

  /** The certificate of the caller; empty where it showed none. */
  static Optional<X509Certificate> certificate(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first
          ? Optional.of(first)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  boolean isAllowed(X509Certificate certificate) {
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        String value = String.valueOf(part.getValue());
        boolean allowed =
            part.getType().equalsIgnoreCase("CN") && allowedNames.contains(value)
                || part.getType().equalsIgnoreCase("O") && value.equals(ADMINISTRATORS);
        if (allowed) {
          return true;
        }
      }
      return false;
    } catch (InvalidNameException e) {
      return false;
    }
  }
}
