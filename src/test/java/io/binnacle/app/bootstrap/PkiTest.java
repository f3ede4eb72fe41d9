package io.binnacle.app.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.SettableClock;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authentication.join.NodeJoin;
import io.binnacle.authentication.plugin.jointoken.JoinTokenAuthenticator;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.pki.CertificateNames;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.JoinToken;
import io.binnacle.pki.Pem;
import io.binnacle.pki.SigningRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PkiTest {
  private static final Pki.Cluster CLUSTER =
      new Pki.Cluster(6443, "10.96.0.1", List.of("cluster.example.com"));

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Clock CLOCK_START = Clock.fixed(Instant.now(), ZoneOffset.UTC);
  @TempDir static Path template;

  @TempDir Path directory;
  private final SettableClock clock = new SettableClock(CLOCK_START.instant());
  private ClusterFiles files;

  /** Made once: making keys and stores takes a while. */
  @BeforeAll
  static void makeTemplate() throws IOException {
    Pki pki = new Pki(new ClusterFiles(template.resolve("home")), CLOCK_START, RANDOM);
    pki.ensureControlPlane(CLUSTER);
    pki.ensureLocalNode(CLUSTER, "n1");
  }

  @BeforeEach
  void copyTemplate() throws IOException {
    files = new ClusterFiles(directory.resolve("home"));
    try (Stream<Path> all = Files.walk(template.resolve("home"))) {
      for (Path path : all.toList()) {
        Files.copy(
            path,
            directory.resolve(template.relativize(path).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private void ensure(Pki.Cluster cluster) throws IOException {
    Pki pki = new Pki(files, clock, RANDOM);
    pki.ensureControlPlane(cluster);
    pki.ensureLocalNode(cluster, "n1");
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(files.home())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(
            file.getFileName().toString(),
            java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @Test
  void keepsEverythingToItsOwner() throws IOException {
    try (Stream<Path> all = Files.walk(files.home())) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void keepsWhatIsThere() throws IOException {
    Map<String, String> before = contents();
    ensure(CLUSTER);
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void namesWhatClientsMayUse() throws IOException {
    X509Certificate serving = Pem.readCertificates(files.servingCertificate()).getFirst();
    assertThat(CertificateNames.of(serving))
        .contains(
            "localhost",
            "127.0.0.1",
            "0:0:0:0:0:0:0:1",
            "kubernetes",
            "kubernetes.default.svc.cluster.local",
            "10.96.0.1",
            "cluster.example.com",
            HostNames.hostName());
  }

  @Test
  void issuesTheServingCertificateAnewForANewNameAndNearItsEnd() throws IOException {
    Map<String, String> before = contents();
    ensure(new Pki.Cluster(6443, "10.96.0.1", List.of("cluster.example.com", "10.1.2.3")));
    Map<String, String> renamed = contents();
    assertThat(changed(before, renamed)).containsExactly("server.crt", "server.key", "server.p12");

    clock.advance(CertificateSpec.USUAL_LIFETIME.minus(Duration.ofDays(30)));
    ensure(CLUSTER);
    assertThat(changed(renamed, contents()))
        .contains("server.crt", "admin.crt", "admin.kubeconfig", "kubelet-server.p12")
        .doesNotContain("ca.crt", "ca.key", "sa.key", "join-token", "store.password");
  }

  private static List<String> changed(Map<String, String> before, Map<String, String> after) {
    return after.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void refusesHalfAnAuthority() throws IOException {
    Files.delete(files.caKey());
    assertThatThrownBy(() -> ensure(CLUSTER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("ca.key is missing");
  }

  @Test
  void makesWhatHangsOnTheAuthorityAnewWithIt() throws Exception {
    String token = Files.readString(files.joinToken());
    Files.delete(files.caCertificate());
    Files.delete(files.caKey());
    ensure(CLUSTER);

    X509Certificate authority = Pem.readCertificates(files.caCertificate()).getFirst();
    char[] password = Files.readString(files.storePassword()).toCharArray();
    assertThat(KeyStores.holds(files.trustStore(), password, authority)).isTrue();
    assertThat(Files.readString(files.joinToken())).isNotEqualTo(token);
    assertThat(JoinToken.parse(Files.readString(files.joinToken())).orElseThrow().caHash())
        .contains(JoinToken.hash(authority));
  }

  @Test
  void makesStoresAnewForANewPassword() throws Exception {
    Files.delete(files.storePassword());
    ensure(CLUSTER);

    char[] password = Files.readString(files.storePassword()).toCharArray();
    X509Certificate serving = Pem.readCertificates(files.servingCertificate()).getFirst();
    X509Certificate authority = Pem.readCertificates(files.caCertificate()).getFirst();
    assertThat(KeyStores.holds(files.keyStore(), password, serving)).isTrue();
    assertThat(KeyStores.holds(files.trustStore(), password, authority)).isTrue();
  }

  @Test
  void writesAKubeconfigForTheAdministrator() throws IOException {
    var config = new YAMLMapper().readTree(files.adminKubeconfig().toFile());
    assertThat(config.at("/clusters/0/cluster/server").asText())
        .isEqualTo("https://127.0.0.1:6443");
    String certificate =
        new String(
            java.util.Base64.getDecoder()
                .decode(config.at("/users/0/user/client-certificate-data").asText()),
            java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(Pem.parseCertificates(certificate).getFirst().getSubjectX500Principal().getName())
        .isEqualTo("CN=kubernetes-admin,O=system:masters");
  }

  private NodeJoin join() {
    return new NodeJoin(files, clock, RANDOM);
  }

  private String request(String nodeName, String... names) {
    KeyPair pair = ClusterCa.newKeyPair(RANDOM);
    return SigningRequest.create(CertificateSpec.Subject.ofNode(nodeName), List.of(names), pair);
  }

  @Test
  void signsForAJoiningNodeItsOwnNamesOnly() throws IOException {
    NodeJoin.Answer answer =
        join()
            .join(
                UserInfo.of("system:bootstrap:x", "system:bootstrappers"),
                new NodeJoin.Request(
                    "n2",
                    request("n2", "n2", "10.200.0.2", "kubernetes.default.svc", "10.96.0.1")));
    X509Certificate serving = Pem.parseCertificates(answer.servingCertificate()).getFirst();
    assertThat(CertificateNames.of(serving)).containsExactlyInAnyOrder("n2", "10.200.0.2");
    assertThat(
            Pem.parseCertificates(answer.clientCertificate())
                .getFirst()
                .getSubjectX500Principal()
                .getName())
        .isEqualTo("CN=system:node:n2,O=system:nodes");
  }

  @Test
  void refusesOthersAndOtherSubjects() {
    UserInfo bootstrapper = UserInfo.of("system:bootstrap:x", "system:bootstrappers");
    assertThatThrownBy(
            () -> join().join(UserInfo.of("ann"), new NodeJoin.Request("n2", request("n2"))))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(403));
    for (NodeJoin.Request wrong :
        List.of(
            new NodeJoin.Request("n2", request("n3")),
            new NodeJoin.Request("N_2", request("N_2")),
            new NodeJoin.Request("n1", request("n1")),
            new NodeJoin.Request("n2", "nonsense"))) {
      assertThatThrownBy(() -> join().join(bootstrapper, wrong))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "a.localhost",
        "127.0.0.1",
        "10.96.0.1",
        "10.200.0.9",
        "cluster.example.com",
        "kubernetes",
        "kubernetes.default.svc",
        "web.shop.svc",
        "web.shop.svc.cluster.local"
      })
  void signsForNoNodeThatIsNamedAsTheServerOrAService(String name) throws IOException {
    Files.delete(files.nodeCertificate());
    assertThatThrownBy(() ->
            join()
                .join(
                    UserInfo.of("system:bootstrap:x", "system:bootstrappers"),
                    new NodeJoin.Request(name, request(name, name))))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
  }

  @Test
  void enrollsAnotherMachineOverHttps() throws Exception {
    HttpsServer server = server();
    server.start();
    URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    String token = Files.readString(files.joinToken());
    ClusterFiles other = new ClusterFiles(directory.resolve("other"));
    try {
      NodeEnrollment enrollment = new NodeEnrollment(other, clock, RANDOM);
      enrollment.ensureJoined(Optional.of(url), token, "n2");
      String certificate = Files.readString(other.nodeCertificate());
      enrollment.ensureJoined(Optional.of(url), token, "n2");
      assertThat(Files.readString(other.nodeCertificate())).isEqualTo(certificate);
      assertThat(Files.exists(other.nodeKeyStore())).isTrue();
      assertThat(Files.readString(other.nodeKubeconfig())).contains(url.toString());
      assertThat(Files.readString(other.caCertificate()))
          .isEqualTo(Files.readString(files.caCertificate()));

      enrollment.ensureJoined(Optional.empty(), "", "n2");
      assertThat(Files.readString(other.nodeKubeconfig())).contains("server: " + url);
      clock.advance(Duration.ofDays(300));
      enrollment.ensureJoined(Optional.empty(), "", "n2");
      assertThat(Files.readString(other.nodeCertificate())).isEqualTo(certificate);

      String otherCluster = JoinToken.parse(token).orElseThrow().bearer() + "." + "0".repeat(64);
      ClusterFiles third = new ClusterFiles(directory.resolve("third"));
      assertThatThrownBy(() ->
              new NodeEnrollment(third, clock, RANDOM)
                  .ensureJoined(Optional.of(url), otherCluster, "n3"))
          .isInstanceOf(IOException.class);
      assertThat(Files.exists(third.nodeCertificate())).isFalse();
    } finally {
      server.stop(0);
    }
  }

  /** The endpoint as the API server has it, over the files that bootstrap wrote. */
  private HttpsServer server() throws Exception {
    char[] password = Files.readString(files.storePassword()).toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(files.keyStore())) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    JoinTokenAuthenticator authenticator = new JoinTokenAuthenticator(files, clock);
    server.createContext(
        NodeJoin.PATH,
        exchange -> {
          String token =
              exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
          AuthenticationOutcome who =
              authenticator.authenticate(
                  new Credentials(List.of(), Optional.of(token), Optional.empty()));
          var body = Json.read(exchange.getRequestBody().readAllBytes());
          NodeJoin.Answer answer =
              join()
                  .join(
                      ((Authenticated) who).user(),
                      new NodeJoin.Request(
                          body.path("nodeName").asText(), body.path("signingRequest").asText()));
          byte[] bytes = Json.write(Json.valueToTree(answer));
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    return server;
  }
}
