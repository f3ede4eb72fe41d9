package io.binnacle.app.bench;

import io.binnacle.client.https.ClusterConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends requests with as little work of its own as may be, since the clients share the machine with
 * the server: blocking, over kept HTTP/1.1 connections. Safe for any thread.
 */
final class LoadConnection implements AutoCloseable {
  private static final int KEPT_CONNECTIONS = 1000;
  private static final int READ_MILLIS = 60_000;
  private static final int BLOCK_BYTES = 1 << 16;
  private static final byte[] NOTHING = new byte[0];
  private static final ThreadLocal<byte[]> BLOCKS =
      ThreadLocal.withInitial(() -> new byte[BLOCK_BYTES]);

  static {
    System.setProperty("http.maxConnections", Integer.toString(KEPT_CONNECTIONS));
  }

  private final ClusterConnection cluster;
  private final SSLSocketFactory sockets;
  private final HttpClient patching;

  LoadConnection(ClusterConnection cluster) {
    this.cluster = cluster;
    this.sockets = cluster.tls().getSocketFactory();
    this.patching =
        HttpClient.newBuilder()
            .sslContext(cluster.tls())
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** Gives how long the body was. */
  long get(String path) {
    return send("GET", path, NOTHING, 200, OutputStream.nullOutputStream());
  }

  byte[] read(String path) {
    return exchange("GET", path, NOTHING, 200);
  }

  /** Gives the body of the answer. */
  byte[] exchange(String method, String path, byte[] body, int wanted) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    send(method, path, body, wanted, answer);
    return answer.toByteArray();
  }

  /**
   * @throws BenchFailure where the answer has not the wanted code
   */
  long send(String method, String path, byte[] body, int wanted) {
    return send(method, path, body, wanted, OutputStream.nullOutputStream());
  }

  private long send(String method, String path, byte[] body, int wanted, OutputStream to) {
    try {
      HttpsURLConnection connection = open(path);
      connection.setRequestMethod(method);
      connection.setReadTimeout(READ_MILLIS);
      if (body.length > 0) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.getOutputStream().write(body);
      }
      int code = connection.getResponseCode();
      if (code != wanted) {
        throw unexpected(method, path, code);
      }
      try (InputStream in = connection.getInputStream()) {
        return copy(in, to);
      }
    } catch (IOException e) {
      throw new BenchFailure(method + " " + path + ": " + e);
    }
  }

  private static BenchFailure unexpected(String method, String path, int code) {
    return new BenchFailure(method + " " + path + " was answered with status " + code);
  }

  private static long copy(InputStream in, OutputStream to) throws IOException {
    byte[] block = BLOCKS.get();
    long bytes = 0;
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      to.write(block, 0, n);
      bytes += n;
    }
    return bytes;
  }

  /** A stream that stays open, on a connection of its own, which ends with it. */
  InputStream stream(String path) {
    try {
      HttpsURLConnection connection = open(path);
      int code = connection.getResponseCode();
      if (code != HttpURLConnection.HTTP_OK) {
        throw unexpected("GET", path, code);
      }
      return connection.getInputStream();
    } catch (IOException e) {
      throw new BenchFailure("GET " + path + ": " + e);
    }
  }

  private HttpsURLConnection open(String path) throws IOException {
    HttpsURLConnection connection =
        (HttpsURLConnection) cluster.server().resolve(path).toURL().openConnection();
    connection.setSSLSocketFactory(sockets);
    cluster
        .token()
        .ifPresent(
            token -> connection.setRequestProperty("Authorization", "Bearer " + token.get()));
    return connection;
  }

  /** The connections above do not know the method. */
  long patch(String path, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(cluster.server() + path))
            .timeout(Duration.ofMillis(READ_MILLIS))
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(body));
    cluster.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.get()));
    try {
      HttpResponse<byte[]> answer =
          patching.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
        throw unexpected("PATCH", path, answer.statusCode());
      }
      return answer.body().length;
    } catch (IOException e) {
      throw new BenchFailure("PATCH " + path + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  @Override
  public void close() {
    patching.close();
  }
}
