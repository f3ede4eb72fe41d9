package io.binnacle.app;

import io.binnacle.client.https.KeyMaterial;
import io.binnacle.client.https.KeyMaterial.ClientCertificate;
import io.binnacle.extension.ExtensionClients;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The HTTP clients of the API server.
 *
 * @param agents shows the API server's client certificate and trusts the cluster's authority
 * @param workloads shows nothing and asks for no proof, for pods and services: their certificates
 *     are their own affair, as in Kubernetes
 * @param extensions show the front proxy's certificate, for extension API servers
 */
record HttpClients(HttpClient agents, HttpClient workloads, ExtensionClients extensions) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  static HttpClients of(SSLContext agentTls, ClientCertificate frontProxy) {
    return new HttpClients(
        builder().sslContext(agentTls).build(),
        builder()
            .sslContext(KeyMaterial.unverifiedTls(Optional.empty()))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build(),
        new ExtensionClients(Optional.of(frontProxy)));
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT);
  }
}
