package io.binnacle.app;

import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * The HTTP clients of the API server.
 *
 * @param agents shows the API server's client certificate and trusts the cluster's authority
 * @param workloads shows nothing and asks for no proof, for pods and services: their certificates
 *     are their own affair, as in Kubernetes
 */
record HttpClients(HttpClient agents, HttpClient workloads) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  static HttpClients of(SSLContext agentTls) {
    return new HttpClients(
        builder().sslContext(agentTls).build(),
        builder()
            .sslContext(AnyCertificate.context())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build());
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT);
  }
}
