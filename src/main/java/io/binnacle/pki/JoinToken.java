package io.binnacle.pki;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a machine joins a cluster with: {@code <id>.<secret>.<SHA-256 of the CA's certificate>}. Id
 * and secret have the form of Kubernetes' bootstrap tokens and prove the machine to the cluster;
 * the hash proves the cluster to the machine. It is a secret: {@link #toString()} shows the id
 * alone.
 *
 * @param caHash in hexadecimal; empty where only the bearer token is at hand
 */
public record JoinToken(String id, String secret, Optional<String> caHash) {
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})(?:\\.([0-9a-f]{64}))?");
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  public static JoinToken generate(SecureRandom random, X509Certificate ca) {
    return new JoinToken(letters(random, 6), letters(random, 16), Optional.of(hash(ca)));
  }

  /** Empty when the text has not the form of a join token. */
  public static Optional<JoinToken> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(
            new JoinToken(
                matcher.group(1), matcher.group(2), Optional.ofNullable(matcher.group(3))))
        : Optional.empty();
  }

  /** What the Authorization header carries: without the hash, which is for the client. */
  public String bearer() {
    return id + "." + secret;
  }

  /** The text that is handed to the joining machine. */
  public String text() {
    return bearer() + caHash.map(hash -> "." + hash).orElse("");
  }

  public static String hash(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateException e) {
      throw new IllegalArgumentException("the certificate cannot be hashed", e);
    }
  }

  private static String letters(SecureRandom random, int count) {
    return random
        .ints(count, 0, LETTERS.length())
        .collect(
            StringBuilder::new,
            (text, index) -> text.append(LETTERS.charAt(index)),
            StringBuilder::append)
        .toString();
  }

  @Override
  public String toString() {
    return "JoinToken[" + id + "]";
  }
}
