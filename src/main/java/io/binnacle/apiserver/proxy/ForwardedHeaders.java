package io.binnacle.apiserver.proxy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which headers pass the proxy: none with credentials, and none about a single connection. */
final class ForwardedHeaders {
  /**
   * RFC 9110 section 7.6.1, what the HTTP client sets itself, and what is meant for this server
   * alone.
   */
  private static final Set<String> NOT_FORWARDED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "host",
          "content-length",
          "expect",
          "authorization",
          "cookie");

  private static final String IMPERSONATION_PREFIX = "impersonate-";
  private static final String PROTOCOLS = "sec-websocket-protocol";

  /** Browsers send their token as one of the protocols of a WebSocket. */
  private static final String TOKEN_PREFIX = "base64url.bearer.authorization.k8s.io.";

  private ForwardedHeaders() {}

  /** What the target gets of a header of the client. */
  static Optional<String> toTarget(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (NOT_FORWARDED.contains(lower) || lower.startsWith(IMPERSONATION_PREFIX)) {
      return Optional.empty();
    }
    return lower.equals(PROTOCOLS) ? withoutToken(value) : Optional.of(value);
  }

  private static Optional<String> withoutToken(String protocols) {
    String others =
        Arrays.stream(protocols.split(","))
            .map(String::strip)
            .filter(protocol -> !protocol.startsWith(TOKEN_PREFIX))
            .collect(Collectors.joining(", "));
    return Optional.of(others).filter(left -> !left.isEmpty());
  }

  /**
   * Whether the client gets a header of the target.
   *
   * @param name lower case
   */
  static boolean fromTarget(String name) {
    return !NOT_FORWARDED.contains(name) && !name.startsWith(":");
  }
}
