package io.binnacle.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes PEM (RFC 7468) with what the platform has, so that a start which finds its files
 * in place loads no cryptography library. Errors name the file, never its content.
 */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private record Block(String label, byte[] content) {}

  private Pem() {}

  public static String certificate(X509Certificate certificate) {
    try {
      return text("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("the certificate has no encoding", e);
    }
  }

  public static String certificates(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    chain.forEach(certificate -> text.append(certificate(certificate)));
    return text.toString();
  }

  /** PKCS8 for a private key, SubjectPublicKeyInfo for a public one. */
  public static String key(Key key) {
    return text(key instanceof PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY", key.getEncoded());
  }

  public static String text(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }

  public static List<X509Certificate> readCertificates(Path file) throws IOException {
    List<X509Certificate> certificates = parseCertificates(Files.readString(file));
    if (certificates.isEmpty()) {
      throw new IOException(file + " holds no certificate");
    }
    return certificates;
  }

  /**
   * @throws IOException when a block that calls itself a certificate is none
   */
  public static List<X509Certificate> parseCertificates(String text) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(text)) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(block.content()));
      }
    }
    return certificates;
  }

  private static X509Certificate certificate(byte[] der) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IOException("not a certificate", e);
    }
  }

  public static PrivateKey readPrivateKey(Path file) throws IOException {
    for (Block block : blocks(Files.readString(file))) {
      if (block.label().equals("PRIVATE KEY")) {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(block.content());
        return firstThatFits(file, factory -> factory.generatePrivate(spec));
      }
    }
    throw new IOException(file + " holds no private key (PKCS8, \"PRIVATE KEY\")");
  }

  public static List<PublicKey> readPublicKeys(Path file) throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    for (Block block : blocks(Files.readString(file))) {
      if (block.label().equals("PUBLIC KEY")) {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(block.content());
        keys.add(firstThatFits(file, factory -> factory.generatePublic(spec)));
      }
    }
    if (keys.isEmpty()) {
      throw new IOException(file + " holds no public key");
    }
    return keys;
  }

  /** The DER content of the first block with the label. */
  public static byte[] content(String text, String label) throws IOException {
    for (Block block : blocks(text)) {
      if (block.label().equals(label)) {
        return block.content();
      }
    }
    throw new IOException("there is no " + label + " in PEM form");
  }

  @FunctionalInterface
  private interface KeyReader<K> {
    K read(KeyFactory factory) throws InvalidKeySpecException;
  }

  /** The encodings name their algorithm, but the platform wants it said beforehand. */
  private static <K> K firstThatFits(Path file, KeyReader<K> reader) throws IOException {
    GeneralSecurityException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return reader.read(KeyFactory.getInstance(algorithm));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw new IOException(file + " holds a key of an unknown sort", last);
  }

  private static List<Block> blocks(String text) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      try {
        byte[] content =
            Base64.getMimeDecoder().decode(matcher.group(2).getBytes(StandardCharsets.US_ASCII));
        blocks.add(new Block(matcher.group(1), content));
      } catch (IllegalArgumentException e) {
        throw new IOException("a PEM block is damaged", e);
      }
    }
    return blocks;
  }
}
