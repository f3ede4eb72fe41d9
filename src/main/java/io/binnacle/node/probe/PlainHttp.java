package io.binnacle.node.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * GET requests of probes and hooks: one connection each, any Host header, certificates not checked
 * (a container's own certificate proves nothing to its node). Only the status line matters.
 */
final class PlainHttp {
  private static final int MOST_REDIRECTS = 10;

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
   * The status code of the answer. Redirects within the host are followed.
   *
   * @throws IOException where there is no answer in time
   */
  int get(URI uri, Map<String, String> headers, Duration timeout) throws IOException {
    URI current = uri;
    Answer answer = send(current, headers, timeout);
    for (int i = 0; i < MOST_REDIRECTS && isRedirect(answer); i++) {
      URI next = current.resolve(answer.location);
      if (!String.valueOf(next.getHost()).equals(current.getHost())) {
        return answer.status;
      }
      current = next;
      answer = send(current, headers, timeout);
    }
    return answer.status;
  }

  private static boolean isRedirect(Answer answer) {
    return answer.status >= 300 && answer.status < 400 && !answer.location.isEmpty();
  }

  private Answer send(URI uri, Map<String, String> headers, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean secure = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), remaining(deadline));
      plain.setSoTimeout(remaining(deadline));
      if (!secure) {
        return exchange(plain, uri, headers, deadline);
      }
      try (Socket encrypted = tls.createSocket(plain, host, port, true)) {
        return exchange(encrypted, uri, headers, deadline);
      }
    }
  }

  private static Answer exchange(Socket socket, URI uri, Map<String, String> headers, long deadline)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(request(uri, headers).getBytes(StandardCharsets.UTF_8));
    out.flush();
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    socket.setSoTimeout(remaining(deadline));
    String statusLine = in.readLine();
    if (statusLine == null) {
      throw new IOException("EOF");
    }
    String[] parts = statusLine.split(" ", 3);
    if (parts.length < 2 || !parts[1].matches("\\d{3}")) {
      throw new IOException("malformed HTTP response \"" + statusLine + "\"");
    }
    String location = "";
    String line = in.readLine();
    while (line != null && !line.isEmpty()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
        location = line.substring("location:".length()).strip();
      }
      line = in.readLine();
    }
    return new Answer(Integer.parseInt(parts[1]), location);
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
