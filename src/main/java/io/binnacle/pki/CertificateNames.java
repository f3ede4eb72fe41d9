package io.binnacle.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** DNS names and addresses in certificates, in one form that compares. */
public final class CertificateNames {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private CertificateNames() {}

  /** Whether the text is an address rather than a name. */
  public static boolean isAddress(String text) {
    return text.indexOf(':') >= 0 || IPV4.matcher(text).matches();
  }

  /** Lower case for names, the platform's canonical text for addresses. */
  public static String normalize(String text) {
    if (!isAddress(text)) {
      return text.toLowerCase(Locale.ROOT);
    }
    int zone = text.indexOf('%');
    try {
      // An address is parsed, not resolved: this asks no name server.
      return InetAddress.getByName(zone < 0 ? text : text.substring(0, zone)).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("'" + text + "' is no address", e);
    }
  }

  public static Set<String> normalize(Collection<String> names) {
    Set<String> normalized = new TreeSet<>();
    names.forEach(name -> normalized.add(normalize(name)));
    return normalized;
  }

  /** The names and addresses that the certificate is good for. */
  public static Set<String> of(X509Certificate certificate) {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          int type = (Integer) alternative.get(0);
          if (type == DNS_NAME || type == IP_ADDRESS) {
            names.add(normalize((String) alternative.get(1)));
          }
        }
      }
    } catch (CertificateParsingException e) {
      throw new IllegalArgumentException("the certificate's names cannot be read", e);
    }
    return names;
  }
}
