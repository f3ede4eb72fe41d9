package io.binnacle.node.source;

import io.binnacle.node.model.NodePod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** The pods of the manifest at a URL. */
public final class ManifestUrlSource extends PollingSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI url;
  private final StaticPods staticPods;
  private final HttpClient client;

  public ManifestUrlSource(URI url, StaticPods staticPods, Duration period) {
    super("manifest URL " + url, period);
    this.url = url;
    this.staticPods = staticPods;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  @Override
  List<NodePod> read() throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP status " + response.statusCode());
    }
    return staticPods.read(response.body(), "http", url.toString());
  }

  @Override
  public void close() {
    super.close();
    client.shutdownNow();
  }
}
