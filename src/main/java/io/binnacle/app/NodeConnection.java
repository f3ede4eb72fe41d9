package io.binnacle.app;

import io.binnacle.client.ApiClient;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.client.https.ClusterConnection;
import io.binnacle.client.https.HttpsApiClient;
import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.configuration.ClusterFiles;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** A node's connection to its API server, with the node's own identity. */
record NodeConnection(
    HttpsApiClient https, SharedInformerFactory informers, VirtualThreadTimer timer)
    implements AutoCloseable {
  private static final String USER_AGENT = "kubelet/binnacle";

  static NodeConnection open(ClusterFiles files, Clock clock) {
    ClusterConnection cluster = KubeconfigLoader.load(files.nodeKubeconfig());
    VirtualThreadTimer timer = new VirtualThreadTimer("node");
    HttpsApiClient client =
        new HttpsApiClient(cluster, USER_AGENT, clock, timer, HttpsApiClient.DEFAULT_IDLE_TIMEOUT);
    return new NodeConnection(
        client,
        new SharedInformerFactory(client, timer, timer, RandomGenerator.getDefault()),
        timer);
  }

  ApiClient client() {
    return https;
  }

  @Override
  public void close() {
    informers.close();
    https.close();
    timer.close();
  }
}
