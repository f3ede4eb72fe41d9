package io.binnacle.pki;

import java.time.Duration;
import java.util.List;

/**
 * What a certificate should say.
 *
 * @param subject whom it names
 * @param names DNS names and addresses it is good for as a server; empty for a client
 */
public record CertificateSpec(
    Subject subject, List<String> names, Purpose purpose, Duration lifetime) {

  /** User name and groups, as the API server reads them from client certificates. */
  public record Subject(String commonName, List<String> organizations) {
    public Subject {
      organizations = List.copyOf(organizations);
    }

    /** The identity of a node's agent. */
    public static Subject ofNode(String nodeName) {
      return new Subject("system:node:" + nodeName, List.of("system:nodes"));
    }
  }

  /** What a certificate may be used for. */
  public enum Purpose {
    CLIENT,
    SERVER
  }

  /** What browsers and platforms accept of a server; two years and a bit. */
  public static final Duration USUAL_LIFETIME = Duration.ofDays(800);

  public CertificateSpec {
    names = List.copyOf(names);
  }

  public static CertificateSpec client(String commonName, String... organizations) {
    return client(new Subject(commonName, List.of(organizations)));
  }

  public static CertificateSpec client(Subject subject) {
    return new CertificateSpec(subject, List.of(), Purpose.CLIENT, USUAL_LIFETIME);
  }

  public static CertificateSpec server(Subject subject, List<String> names) {
    return new CertificateSpec(subject, names, Purpose.SERVER, USUAL_LIFETIME);
  }
}
