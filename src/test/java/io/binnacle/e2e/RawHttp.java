package io.binnacle.e2e;

import io.binnacle.client.https.ClusterConnection;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;

/**
 * HTTP/1.1 without a client library, which would refuse to send what a hostile client sends. One
 * connection, opened anew whenever the server has closed it. Used by one thread.
 */
final class RawHttp implements AutoCloseable {
  /** What came back; of a stream only the head. */
  record Answer(int status, Map<String, String> headers, String body) {}

  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int MAX_LINE = 64 * 1024;

  /** What follows a successful upgrade, and is not of the protocol that was agreed upon. */
  private static final byte[] NO_FRAMES =
      "\u00ff\u0080GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final ClusterConnection connection;
  private SSLSocket socket;
  private InputStream in;

  RawHttp(ClusterConnection connection) throws IOException {
    this.connection = connection;
    this.socket = connect();
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  private SSLSocket connect() throws IOException {
    SSLSocket opened =
        (SSLSocket)
            connection
                .tls()
                .getSocketFactory()
                .createSocket(connection.server().getHost(), connection.server().getPort());
    opened.setSoTimeout(TIMEOUT_MILLIS);
    opened.setTcpNoDelay(true);
    return opened;
  }

  private void reconnect() throws IOException {
    socket.close();
    socket = connect();
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Sends the bytes of a request and reads the answer.
   *
   * @param bodiless whether the method is HEAD
   * @param last whether nothing may follow on the connection, wherever the server thinks that the
   *     request ends
   * @throws IOException when the server answers nothing, or no HTTP
   */
  Answer exchange(byte[] request, boolean bodiless, boolean last) throws IOException {
    Answer answer;
    try {
      send(request);
      answer = read(bodiless);
    } catch (EOFException idleConnectionClosed) {
      reconnect();
      send(request);
      answer = read(bodiless);
    }
    if (last) {
      reconnect();
    }
    return answer;
  }

  private void send(byte[] request) throws IOException {
    try {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
    } catch (IOException serverHadEnoughOfIt) {
      // It may have answered before it read all; the answer is what counts.
      if (in.available() == 0) {
        throw new EOFException(serverHadEnoughOfIt.getMessage());
      }
    }
  }

  private Answer read(boolean bodiless) throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
      throw new IOException("no HTTP: " + String.join(" ", status));
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int code = Integer.parseInt(status[1]);
    if (code == 100) {
      return read(bodiless);
    }
    boolean empty = bodiless || code == 204 || code == 304;
    boolean stream = headers.getOrDefault("content-type", "").contains("stream") || code == 101;
    byte[] body = empty || stream ? new byte[0] : body(headers);
    if (code == 101) {
      socket.getOutputStream().write(NO_FRAMES);
    }
    boolean closed = "close".equalsIgnoreCase(headers.get("connection"));
    if (stream || closed || bodiless) {
      reconnect();
    }
    return new Answer(code, headers, new String(body, StandardCharsets.UTF_8));
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.containsKey("content-length")) {
      return in.readNBytes(Integer.parseInt(headers.get("content-length")));
    }
    if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return in.readAllBytes();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(in.readNBytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() > MAX_LINE) {
        throw new EOFException("the server closed the connection");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
