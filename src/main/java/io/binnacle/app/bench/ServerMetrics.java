package io.binnacle.app.bench;

import io.binnacle.client.https.ClusterConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The server's own figures, as {@code /metrics} tells them. */
final class ServerMetrics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** One reading. */
  record Sample(List<String> lines) {
    /** The sum of all series of the name, or of those that begin so: {@code name{label="value"}. */
    double sum(String series) {
      return sum(line -> line.startsWith(series) && isWhole(line, series));
    }

    private double sum(Predicate<String> wanted) {
      return lines.stream().filter(wanted).mapToDouble(Sample::value).sum();
    }

    private static boolean isWhole(String line, String series) {
      char next = line.charAt(series.length());
      return series.contains("{") || next == '{' || next == ' ';
    }

    /** A series ends with its value, and a space comes before that (Prometheus' text format). */
    private static double value(String line) {
      return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
  }

  private final ClusterConnection cluster;
  private final HttpClient http;

  ServerMetrics(ClusterConnection cluster) {
    this.cluster = cluster;
    this.http = HttpClient.newBuilder().sslContext(cluster.tls()).build();
  }

  Sample read() {
    HttpRequest request =
        HttpRequest.newBuilder(cluster.server().resolve("/metrics")).timeout(PATIENCE).build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("/metrics answered " + response.statusCode());
      }
      return new Sample(response.body().lines().filter(line -> !line.startsWith("#")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("the metrics cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the metrics were read", e);
    }
  }

  /** How many objects there are of a resource. */
  long objects(String resource) {
    String label = "resource=\"" + resource + "\"";
    return (long)
        read().sum(line -> line.startsWith("apiserver_resource_objects{") && line.contains(label));
  }

  @Override
  public void close() {
    http.close();
  }
}
