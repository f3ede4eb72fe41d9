package io.binnacle.app.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.join.NodeJoin;
import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.JoinToken;
import io.binnacle.pki.Pem;
import io.binnacle.pki.SigningRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The joining machine's side: makes a key, has the cluster sign for it, and writes what the node
 * role needs. The server is trusted because its chain ends in the CA whose hash the join token
 * carries. What is in place and good is kept; a certificate that nears its end is renewed with the
 * token.
 */
public final class NodeEnrollment {
  private static final System.Logger LOG = System.getLogger(NodeEnrollment.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration RENEWAL = Duration.ofDays(90);

  private final ClusterFiles files;
  private final Clock clock;
  private final SecureRandom random;

  public NodeEnrollment(ClusterFiles files, Clock clock, SecureRandom random) {
    this.files = files;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Joins unless the machine has joined already. A certificate that nears its end is renewed when
   * there is a token to renew it with; while it is good, failing to is no reason not to start.
   *
   * @param server the API server's URL, such as {@code https://first.example.com:6443}; not needed
   *     by a machine that has joined
   * @param token may be empty for a machine that has joined
   * @throws IOException when the server cannot be reached or refuses, with its message
   * @throws ConfigurationException when the token is none, or the server is not the token's
   */
  public void ensureJoined(Optional<URI> server, String token, String nodeName)
      throws IOException, InterruptedException {
    PrivateFiles.directory(files.home());
    PrivateFiles.directory(files.pki());
    URI address =
        server
            .or(this::joinedServer)
            .orElseThrow(() ->
                new ConfigurationException(
                    List.of(
                        "BINNACLE_SERVER: must name the API server that this node joins,"
                            + " such as https://api.example.com:6443")));
    Instant end = certificateEnd();
    if (!clock.instant().isBefore(end)) {
      join(address, parse(token), nodeName);
    } else if (!clock.instant().plus(RENEWAL).isBefore(end)) {
      renew(address, token, nodeName, end);
    }
    Pki pki = new Pki(files, clock, random);
    pki.writeKubeconfig(
        files.nodeKubeconfig(),
        CertificateSpec.Subject.ofNode(nodeName).commonName(),
        address.toString(),
        files.nodeCertificate(),
        files.nodeKey());
    pki.ensureNodeStores();
  }

  private void renew(URI server, String token, String nodeName, Instant end)
      throws InterruptedException {
    try {
      join(server, parse(token), nodeName);
    } catch (IOException | ConfigurationException e) {
      LOG.log(
          Level.WARNING,
          "This node''s certificate ends at {0}. It is renewed at a start with BINNACLE_JOIN_TOKEN,"
              + " which did not succeed now: {1}",
          end,
          e.getMessage());
    }
  }

  /** The server that the machine has joined; empty where it has not. */
  private Optional<URI> joinedServer() {
    if (!Files.exists(files.nodeKubeconfig())) {
      return Optional.empty();
    }
    try {
      return Optional.of(KubeconfigLoader.load(files.nodeKubeconfig()).server());
    } catch (IllegalArgumentException | UncheckedIOException e) {
      LOG.log(Level.WARNING, "The kubeconfig of this node has no effect: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private static JoinToken parse(String token) {
    return JoinToken.parse(token)
        .filter(parsed -> parsed.caHash().isPresent())
        .orElseThrow(() ->
            new ConfigurationException(
                List.of(
                    "the join token has not the form <id>.<secret>.<hash>: take it whole from"
                        + " the file join-token in the control plane's home")));
  }

  /** The end of the certificate in place; long ago where there is none. */
  private Instant certificateEnd() throws IOException {
    if (!Files.exists(files.nodeCertificate()) || !Files.exists(files.nodeServingCertificate())) {
      return Instant.MIN;
    }
    return Pem.readCertificates(files.nodeCertificate()).getFirst().getNotAfter().toInstant();
  }

  private void join(URI server, JoinToken token, String nodeName)
      throws IOException, InterruptedException {
    KeyPair pair = ClusterCa.newKeyPair(random);
    List<String> names = new ArrayList<>(HostNames.addresses());
    names.add(nodeName);
    String signingRequest =
        SigningRequest.create(CertificateSpec.Subject.ofNode(nodeName), names, pair);
    JsonNode answer = post(server, token, nodeName, signingRequest);
    X509Certificate authority = Pem.parseCertificates(answer.path("authority").asText()).getFirst();
    if (!token.caHash().equals(Optional.of(JoinToken.hash(authority)))) {
      throw new ConfigurationException(List.of(server + " is not the cluster of the join token"));
    }
    String key = Pem.key(pair.getPrivate());
    PrivateFiles.write(files.caCertificate(), Pem.certificate(authority));
    PrivateFiles.write(files.nodeKey(), key);
    PrivateFiles.write(files.nodeServingKey(), key);
    PrivateFiles.write(files.nodeServingCertificate(), answer.path("servingCertificate").asText());
    // Last: a machine whose client certificate is there has joined.
    PrivateFiles.write(files.nodeCertificate(), answer.path("clientCertificate").asText());
  }

  private JsonNode post(URI server, JoinToken token, String nodeName, String signingRequest)
      throws IOException, InterruptedException {
    String body =
        Json.writeText(
            Json.object().put("nodeName", nodeName).put("signingRequest", signingRequest));
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(NodeJoin.PATH))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token.bearer())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(token))
            .build()) {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode answer = Json.read(response.body());
      if (response.statusCode() / 100 != 2) {
        throw new IOException(
            server + " refuses: " + response.statusCode() + " " + answer.path("message").asText());
      }
      return answer;
    }
  }

  private static SSLContext trusting(JoinToken token) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust = {new PinnedAuthority(token.caHash().orElseThrow())};
      context.init(null, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no TLS", e);
    }
  }
}
