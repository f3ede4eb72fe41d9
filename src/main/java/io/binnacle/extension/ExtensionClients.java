package io.binnacle.extension;

import io.binnacle.client.https.KeyMaterial;
import io.binnacle.client.https.KeyMaterial.ClientCertificate;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * HTTP clients for servers that extend the API, one for each way of trusting: their connections are
 * kept and shared. Safe for any thread.
 */
public final class ExtensionClients {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** More different authorities and names than a cluster has; the least used is forgotten. */
  private static final int MAX_CLIENTS = 128;

  /**
   * How a server proves who it is.
   *
   * @param caBundle PEM in base64, as objects have it; empty for what the platform trusts
   * @param insecure whether no proof is asked for
   * @param serverName the name that the certificate must have where the address is not to be the
   *     name; empty for the address
   */
  public record Trust(String caBundle, boolean insecure, String serverName) {
    /** A service proves its name within the cluster, whichever endpoint answers. */
    public static Trust ofService(
        String caBundle, boolean insecure, String namespace, String name) {
      return new Trust(caBundle, insecure, name + "." + namespace + ".svc");
    }
  }

  private final Optional<ClientCertificate> identity;
  private final Executor executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Trust, HttpClient> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Trust, HttpClient> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /**
   * @param identity what the clients show, if anything
   */
  public ExtensionClients(Optional<ClientCertificate> identity) {
    this.identity = identity;
  }

  /**
   * @throws IllegalArgumentException when the bundle has no usable certificates
   */
  public HttpClient client(Trust trust) {
    lock.lock();
    try {
      HttpClient known = clients.get(trust);
      if (known == null) {
        known = make(trust);
        clients.put(trust, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private HttpClient make(Trust trust) {
    SSLParameters parameters = new SSLParameters();
    if (!trust.serverName().isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(trust.serverName())));
    }
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .sslContext(tls(trust))
        .sslParameters(parameters)
        .executor(executor)
        .build();
  }

  private SSLContext tls(Trust trust) {
    if (trust.insecure()) {
      return KeyMaterial.unverifiedTls(identity);
    }
    return KeyMaterial.tls(
        Optional.of(trust.caBundle())
            .filter(bundle -> !bundle.isEmpty())
            .map(bundle -> Base64.getMimeDecoder().decode(bundle)),
        identity);
  }
}
