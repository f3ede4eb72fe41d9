package io.binnacle.app.bootstrap;

import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.pki.CertificateNames;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.JoinToken;
import io.binnacle.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes, before the server starts, what it cannot start without: the cluster's CA, certificates,
 * token keys, key stores, kubeconfigs, the join token and the components' policy. What exists and
 * is good is kept; a start that finds all in place only reads.
 */
public final class Pki {
  private static final List<String> SERVICE_NAMES =
      List.of(
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local");
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

  /**
   * What the certificates are made for.
   *
   * @param port of the API server
   * @param serviceAddress the address of the service kubernetes: the first of the service range
   * @param extraNames names and addresses besides the machine's own that clients may use
   */
  public record Cluster(int port, String serviceAddress, List<String> extraNames) {}

  private final ClusterFiles files;
  private final Clock clock;
  private final SecureRandom random;

  public Pki(ClusterFiles files, Clock clock, SecureRandom random) {
    this.files = files;
    this.clock = clock;
    this.random = random;
  }

  /**
   * All that a control plane needs.
   *
   * @throws IOException when a file cannot be read or written
   * @throws ConfigurationException when files that belong together are not all there
   */
  public void ensureControlPlane(Cluster cluster) throws IOException {
    PrivateFiles.directory(files.home());
    PrivateFiles.directory(files.pki());
    X509Certificate authority =
        ensureAuthority(files.caCertificate(), files.caKey(), "binnacle-ca");
    ensureTokenKeys();
    char[] password = ensureStorePassword();
    ensureServing(cluster, authority, password);
    ensureTrustStore(authority, password);
    ensure(
        files.kubeletClientCertificate(),
        files.kubeletClientKey(),
        CertificateSpec.client("kube-apiserver-kubelet-client"),
        authority);
    ensureFrontProxy();
    // RSA, unlike all others: some client libraries take every PKCS8 key of a kubeconfig for one.
    new IssuedCertificate(
            files.adminCertificate(),
            files.adminKey(),
            CertificateSpec.client("kubernetes-admin", "system:masters"))
        .ensure(authority, this::loadAuthority, clock, () -> ClusterCa.newRsaKeyPair(random));
    writeKubeconfig(
        files.adminKubeconfig(),
        "kubernetes-admin",
        localServer(cluster.port()),
        files.adminCertificate(),
        files.adminKey());
    ensureJoinToken(authority);
    PrivateFiles.writeIfDifferent(files.componentPolicy(), ComponentPolicy.text());
  }

  /** What the node beside the control plane needs; after {@link #ensureControlPlane}. */
  public void ensureLocalNode(Cluster cluster, String nodeName) throws IOException {
    X509Certificate authority = Pem.readCertificates(files.caCertificate()).getFirst();
    CertificateSpec.Subject node = CertificateSpec.Subject.ofNode(nodeName);
    ensure(files.nodeCertificate(), files.nodeKey(), CertificateSpec.client(node), authority);
    Set<String> names = new TreeSet<>(LOOPBACK);
    names.add(nodeName);
    names.addAll(machineNames());
    ensure(
        files.nodeServingCertificate(),
        files.nodeServingKey(),
        CertificateSpec.server(node, List.copyOf(names)),
        authority);
    ensureNodeStores();
    writeKubeconfig(
        files.nodeKubeconfig(),
        node.commonName(),
        localServer(cluster.port()),
        files.nodeCertificate(),
        files.nodeKey());
  }

  /** The key store of the node agent's server and what it trusts, from what is in place. */
  void ensureNodeStores() throws IOException {
    char[] password = ensureStorePassword();
    ensureKeyStore(
        files.nodeKeyStore(), password, files.nodeServingCertificate(), files.nodeServingKey());
    ensureTrustStore(Pem.readCertificates(files.caCertificate()).getFirst(), password);
  }

  private static void ensureKeyStore(Path store, char[] password, Path certificate, Path key)
      throws IOException {
    List<X509Certificate> chain = Pem.readCertificates(certificate);
    if (!KeyStores.holds(store, password, chain.getFirst())) {
      KeyStores.writeKey(store, password, Pem.readPrivateKey(key), chain);
    }
  }

  private void ensureTrustStore(X509Certificate authority, char[] password) throws IOException {
    if (!KeyStores.holds(files.trustStore(), password, authority)) {
      KeyStores.writeTrusted(files.trustStore(), password, authority);
    }
  }

  void writeKubeconfig(Path file, String user, String server, Path certificate, Path key)
      throws IOException {
    PrivateFiles.writeIfDifferent(
        file,
        new Kubeconfig(
                server,
                user,
                Files.readString(files.caCertificate()),
                Files.readString(certificate),
                Files.readString(key))
            .toYaml());
  }

  private static String localServer(int port) {
    return "https://127.0.0.1:" + port;
  }

  private X509Certificate ensureAuthority(Path certificate, Path key, String name)
      throws IOException {
    requireBothOrNone(certificate, key);
    if (!Files.exists(certificate)) {
      ClusterCa ca = ClusterCa.generate(name, clock, random);
      PrivateFiles.write(key, Pem.key(ca.key()));
      PrivateFiles.write(certificate, Pem.certificate(ca.certificate()));
    }
    return Pem.readCertificates(certificate).getFirst();
  }

  /**
   * An authority of its own: whoever had a certificate of the cluster's could otherwise tell an
   * extension API server to be anybody.
   */
  private void ensureFrontProxy() throws IOException {
    Path certificate = files.frontProxyCaCertificate();
    Path key = files.frontProxyCaKey();
    X509Certificate authority = ensureAuthority(certificate, key, "front-proxy-ca");
    new IssuedCertificate(
            files.frontProxyClientCertificate(),
            files.frontProxyClientKey(),
            CertificateSpec.client("front-proxy-client"))
        .ensure(
            authority,
            () -> loadAuthority(certificate, key),
            clock,
            () -> ClusterCa.newKeyPair(random));
  }

  private void ensureTokenKeys() throws IOException {
    requireBothOrNone(files.serviceAccountPublicKeys(), files.serviceAccountKey());
    if (!Files.exists(files.serviceAccountKey())) {
      KeyPair pair = ClusterCa.newKeyPair(random);
      PrivateFiles.write(files.serviceAccountKey(), Pem.key(pair.getPrivate()));
      PrivateFiles.write(files.serviceAccountPublicKeys(), Pem.key(pair.getPublic()));
    }
  }

  /** A CA or token key that is made anew would end all that was signed with the old one. */
  private static void requireBothOrNone(Path certificate, Path key) {
    if (Files.exists(certificate) != Files.exists(key)) {
      Path missing = Files.exists(key) ? certificate : key;
      throw new ConfigurationException(
          List.of(missing + " is missing: restore it, or remove its counterpart to start anew"));
    }
  }

  private char[] ensureStorePassword() throws IOException {
    if (!Files.exists(files.storePassword())) {
      byte[] bytes = new byte[24];
      random.nextBytes(bytes);
      PrivateFiles.write(files.storePassword(), HexFormat.of().formatHex(bytes));
    }
    return Files.readString(files.storePassword()).strip().toCharArray();
  }

  private void ensureServing(Cluster cluster, X509Certificate authority, char[] password)
      throws IOException {
    ensure(
        files.servingCertificate(),
        files.servingKey(),
        CertificateSpec.server(
            new CertificateSpec.Subject("kube-apiserver", List.of()),
            List.copyOf(servingNames(cluster))),
        authority);
    ensureKeyStore(files.keyStore(), password, files.servingCertificate(), files.servingKey());
  }

  private static Set<String> servingNames(Cluster cluster) {
    List<String> names = new ArrayList<>(LOOPBACK);
    names.addAll(SERVICE_NAMES);
    names.add(cluster.serviceAddress());
    names.addAll(machineNames());
    names.addAll(cluster.extraNames());
    return CertificateNames.normalize(names);
  }

  private static Set<String> machineNames() {
    Set<String> names = new TreeSet<>(HostNames.addresses());
    names.add(HostNames.hostName());
    return names;
  }

  private void ensureJoinToken(X509Certificate authority) throws IOException {
    if (!Files.exists(files.joinToken()) || isOfAnotherAuthority(files.joinToken(), authority)) {
      PrivateFiles.write(files.joinToken(), JoinToken.generate(random, authority).text() + "\n");
    }
  }

  /** Nobody could join with such a token: it vouches for a CA that the cluster has no more. */
  private static boolean isOfAnotherAuthority(Path file, X509Certificate authority)
      throws IOException {
    String hash = JoinToken.hash(authority);
    List<String> hashes =
        Files.readAllLines(file).stream()
            .flatMap(line -> JoinToken.parse(line).stream())
            .flatMap(token -> token.caHash().stream())
            .toList();
    return !hashes.isEmpty() && !hashes.contains(hash);
  }

  private void ensure(Path certificate, Path key, CertificateSpec spec, X509Certificate authority)
      throws IOException {
    new IssuedCertificate(certificate, key, spec)
        .ensure(authority, this::loadAuthority, clock, () -> ClusterCa.newKeyPair(random));
  }

  private ClusterCa loadAuthority() {
    return loadAuthority(files.caCertificate(), files.caKey());
  }

  private ClusterCa loadAuthority(Path certificate, Path key) {
    try {
      return ClusterCa.load(certificate, key, clock, random);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
