package io.binnacle.node.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * GET requests of probes and hooks: one connection each, any Host header, certificates not checked
 * (a container's own certificate proves nothing to its node). Only the status line matters.
 */
final class PlainHttp {
  private static final System.Logger LOG = System.getLogger(PlainHttp.class.getName());
  private static final int MOST_REDIRECTS = 10;
  private static final int LONGEST_QUOTE = 128;

  /** The status code and, for a redirect, where to. */
  private record Answer(int status, String location) {}

  private final SSLSocketFactory tls;

  PlainHttp() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustEveryone()}, new SecureRandom());
      tls = context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The status code of the answer. Redirects within the host are followed, all in the given time.
   *
   * @throws IOException where there is no answer in time, or none that makes sense
   */
  int get(URI uri, Map<String, String> headers, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    URI current = uri;
    Answer answer = send(current, headers, deadline);
    for (int i = 0; i < MOST_REDIRECTS && isRedirect(answer); i++) {
      URI next = target(current, answer.location);
      if (!String.valueOf(next.getHost()).equals(current.getHost())) {
        return answer.status;
      }
      current = next;
      answer = send(current, headers, deadline);
    }
    return answer.status;
  }

  private static boolean isRedirect(Answer answer) {
    return answer.status >= 300 && answer.status < 400 && !answer.location.isEmpty();
  }

  /** Where a redirect leads to; containers may write there what they like. */
  private static URI target(URI from, String location) throws IOException {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("failed to parse Location header \"" + location + "\"", e);
    }
  }

  private Answer send(URI uri, Map<String, String> headers, long deadline) throws IOException {
    String scheme = String.valueOf(uri.getScheme());
    boolean secure = scheme.equals("https");
    if (!secure && !scheme.equals("http")) {
      throw new IOException("unsupported protocol scheme \"" + scheme + "\"");
    }
    if (uri.getHost() == null) {
      throw new IOException("invalid host \"" + uri.getRawAuthority() + "\"");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    try (Socket plain = new Socket()) {
      CompletableFuture<Void> answered = closeAt(deadline, plain);
      try {
        plain.connect(new InetSocketAddress(host, port), remaining(deadline));
        if (!secure) {
          return exchange(plain, uri, headers);
        }
        try (Socket encrypted = tls.createSocket(plain, host, port, true)) {
          return exchange(encrypted, uri, headers);
        }
      } catch (IOException e) {
        if (answered.isCompletedExceptionally()) {
          throw (IOException) new SocketTimeoutException("deadline exceeded").initCause(e);
        }
        throw e;
      } finally {
        answered.complete(null);
      }
    }
  }

  /**
   * Ends the connection at the deadline, whatever it is at: a time-out of the socket begins anew
   * with every byte that the other side cares to send. Complete it to call that off.
   */
  private static CompletableFuture<Void> closeAt(long deadline, Socket socket)
      throws SocketTimeoutException {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    answered
        .orTimeout(remaining(deadline), TimeUnit.MILLISECONDS)
        .whenComplete((nothing, late) -> {
          if (late != null) {
            close(socket);
          }
        });
    return answered;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a probe's connection cannot be closed", e);
    }
  }

  private static Answer exchange(Socket socket, URI uri, Map<String, String> headers)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(request(uri, headers).getBytes(StandardCharsets.UTF_8));
    out.flush();
    AnswerHead head = new AnswerHead(socket.getInputStream());
    String statusLine = head.line();
    if (statusLine == null) {
      throw new IOException("EOF");
    }
    String[] parts = statusLine.split(" ", 3);
    if (parts.length < 2 || !parts[1].matches("\\d{3}")) {
      throw new IOException("malformed HTTP response \"" + shortened(statusLine) + "\"");
    }
    String location = "";
    String line = head.line();
    while (line != null && !line.isEmpty()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
        location = line.substring("location:".length()).strip();
      }
      line = head.line();
    }
    return new Answer(Integer.parseInt(parts[1]), location);
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
  }

  private static String request(URI uri, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", uri.getRawAuthority());
    all.put("User-Agent", "kube-probe/1.36");
    all.put("Accept", "*/*");
    headers.forEach((name, value) -> {
      all.keySet().removeIf(name::equalsIgnoreCase);
      all.put(name, value);
    });
    all.put("Connection", "close");
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder request = new StringBuilder("GET " + path + query + " HTTP/1.1\r\n");
    all.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    return request.append("\r\n").toString();
  }

  private static int remaining(long deadline) throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("deadline exceeded");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  /** Accepts any certificate. */
  private static final class TrustEveryone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      // A container's own certificate proves nothing to its node.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      // As above.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return List.<X509Certificate>of().toArray(new X509Certificate[0]);
    }
  }
}
