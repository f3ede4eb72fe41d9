package io.binnacle.e2e;

import io.binnacle.apimachinery.meta.GroupVersionKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes requests that are malformed or hostile somewhere: in the line, the headers or the body.
 * Whatever would change something is a dry run. The same seed makes the same requests.
 */
final class HostileRequests {
  /**
   * A request.
   *
   * @param bodiless whether its answer has no body
   * @param last whether nothing can follow it on its connection
   * @param line how to tell it in a failure's message
   */
  record Hostile(byte[] bytes, boolean bodiless, boolean last, String line) {}

  /**
   * A path of the server's.
   *
   * @param kind what is written there
   */
  record Route(String path, Optional<GroupVersionKind> kind) {
    /** With the names of objects that are there. */
    Route filled(String namespace) {
      return new Route(
          path.replace("{namespace}", namespace)
              .replace("namespaces/{name}", "namespaces/" + namespace)
              .replaceAll("\\{\\w+\\}", "a"),
          kind);
    }
  }

  private static final Pattern REPETITION =
      Pattern.compile("([a-z]|X-Many: m\\s+|\\[\\[],|[\\[]|\\{\"\\w+\":)\\1{20,}");
  private static final byte[] CRLF = {'\r', '\n'};

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
  private static final List<String> ODD_METHODS =
      List.of("BREW", "get", "TRACE", "PROPFIND", "A".repeat(200), "G-E_T");

  /** What no document of the API tells; NS is the test's namespace. */
  private static final List<String> FURTHER_PATHS =
      List.of(
          "/",
          "/api",
          "/apis",
          "/version",
          "/openapi/v2",
          "/openapi/v3",
          "/openapi/v3/api/v1",
          "/apis/apps",
          "/apis/apps/v1",
          "/openapi/v3/apis/apps/v1",
          "/openapi/v3/apis/a/b",
          "/healthz",
          "/livez/ping",
          "/readyz",
          "/metrics",
          "/metrics/cadvisor",
          "/.well-known/openid-configuration",
          "/openid/v1/jwks",
          "/logs/",
          "/debug/pprof/",
          "/binnacle/v1/join",
          "/api/v1/watch/configmaps",
          "/api/v1/watch/namespaces/NS/configmaps/a",
          "/api/v1/proxy/nodes/a",
          "/api/v1/namespaces/NS/services/https:a:b/proxy/x",
          "/api/v1/namespaces/NS/pods/a:99999/proxy/",
          "/api/v1/nodes/a:x/proxy/metrics",
          "/apis/metrics.k8s.io/v1beta1/namespaces/NS/pods/a",
          "/apis/example.com/v1/things");

  private static final List<String> PATH_TRICKS =
      List.of(
          "%2F",
          "%2e%2e/",
          "/../",
          "//",
          "/./",
          "%ff",
          "%00",
          "%zz",
          "%",
          ";a=b",
          "%0d%0a",
          "é",
          "%c0%ae",
          "\\",
          "%25",
          "/%20/",
          "~",
          "*",
          "a".repeat(5000),
          "/x".repeat(300));

  /** What follows is read otherwise: the parameter that makes a write a dry run would be lost. */
  private static final List<String> READING_TRICKS = List.of("?", "#");

  private static final List<String> PARAMETERS =
      List.of(
          "limit=-1",
          "limit=99999999999999999999",
          "limit=x",
          "limit=1&continue=%21",
          "continue=" + "A".repeat(4000),
          "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ",
          "resourceVersion=1&resourceVersionMatch=Exact",
          "resourceVersionMatch=Nope",
          "labelSelector=%2C%2C",
          "labelSelector=a%20in%20(",
          "labelSelector=!",
          "labelSelector=" + "a%3Db%2C".repeat(500),
          "fieldSelector=metadata.name%3D%5C",
          "fieldSelector=spec.nope!%3D1",
          "watch=1&timeoutSeconds=1",
          "watch=%ff&timeoutSeconds=1",
          "watch=true&sendInitialEvents=true&timeoutSeconds=1",
          "watch=true&resourceVersion=1&timeoutSeconds=1",
          "watch=true&allowWatchBookmarks=maybe&timeoutSeconds=1",
          "follow=true&tailLines=-1&sinceSeconds=x&limitBytes=0",
          "command=%00&stdin=perhaps&tty=1&container=",
          "ports=0&ports=x&ports=99999999999",
          "path=..%2F..%2Fx",
          "timeoutSeconds=-5",
          "gracePeriodSeconds=1e9",
          "propagationPolicy=Maybe",
          "fieldValidation=Loud",
          "fieldManager=%07",
          "fieldManager=" + "m".repeat(300),
          "pretty=%00",
          "force=perhaps",
          "includeObject=All",
          "%3D%3D",
          "&&&",
          "=",
          "a=%",
          "dryRun=Some");
  private static final List<String> ACCEPTED =
      List.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/vnd.kubernetes.protobuf;stream=watch",
          "application/cbor",
          "application/json;stream=watch",
          "text/event-stream",
          "application/json;q=x",
          ";;;/",
          "*/*;q=NaN",
          "application/json;as=Table;v=v9;g=meta.k8s.io",
          "application/json;as=Table;v=v1;g=meta.k8s.io",
          "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
          "application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io",
          "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
          "application/openmetrics-text; version=1.0.0",
          "text/html",
          ",,,,",
          "a/b/c",
          "\"",
          "x".repeat(3000));
  private static final String WEB_SOCKET =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  private static final List<String> HEADERS =
      List.of(
          "Accept-Encoding: gzip;q=x, , ;",
          "Accept-Language: ;;;q=x",
          "Accept-Charset: \"",
          "Cookie: $Version=;;;=",
          "If-None-Match: \"",
          "If-Modified-Since: yesterday",
          "Range: bytes=9-1",
          "Last-Event-ID: %%%",
          "Origin: ://",
          "X-Forwarded-For: \u00ff\u00fe",
          "Upgrade: websocket",
          "Connection: Upgrade, ,",
          "Sec-WebSocket-Key: x",
          "Authorization: Basic %%%",
          "Authorization: Bearer " + "t".repeat(3000),
          "Impersonate-User: \u0001",
          "Impersonate-Extra-%zz: a",
          "User-Agent: " + "u".repeat(4000),
          "X-Long: " + "l".repeat(6000),
          "Content-Encoding: gzip",
          "Expect: 100-continue",
          "X-Long: " + "l".repeat(30_000),
          "X-Many: m\r\n".repeat(300) + "X-Last: m",
          "Upgrade: SPDY/3.1\r\nConnection: Upgrade\r\nX-Stream-Protocol-Version: v4.channel.k8s.io",
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQ",
          WEB_SOCKET + "\r\nSec-WebSocket-Version: 13",
          WEB_SOCKET + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v5.channel.k8s.io",
          WEB_SOCKET + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ,,x",
          WEB_SOCKET + "\r\nSec-WebSocket-Version: 99",
          "X-HTTP-Method-Override: DELETE");
  private static final List<String> HOSTS =
      List.of("localhost", "[::1]", "example.com:443", "[", "localhost:443");

  /** Ways of telling a body's length that cannot be meant. */
  private static final List<String> LENGTHS =
      List.of(
          "Content-Length: -1",
          "Content-Length: x",
          "Content-Length: 2, 3",
          "Content-Length: 1\r\nContent-Length: 2",
          "Transfer-Encoding: x",
          "Transfer-Encoding: chunked\r\nContent-Length: 1");

  private final RandomGenerator random;
  private final String authority;
  private final List<Route> routes;
  private final HostileBodies bodies;

  /**
   * @param authority the server's host and port
   * @param known the routes that the server's document tells, with their parameters
   */
  HostileRequests(RandomGenerator random, String authority, String namespace, List<Route> known) {
    this.random = random;
    this.authority = authority;
    this.bodies = new HostileBodies(random, namespace);
    this.routes =
        Stream.concat(
                FURTHER_PATHS.stream()
                    .map(path -> new Route(path.replace("NS", namespace), Optional.empty())),
                known.stream().map(route -> route.filled(namespace)))
            .toList();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  Hostile next() {
    String method = oneIn(12) ? any(ODD_METHODS) : any(METHODS);
    boolean writes = List.of("POST", "PUT", "PATCH", "DELETE").contains(method);
    Route route = any(routes);
    List<String> headers = new ArrayList<>();
    headers.add("Host: " + (oneIn(40) ? any(HOSTS) : authority));
    headers.add("Accept: " + (oneIn(2) ? any(ACCEPTED) : "application/json"));
    for (int count = random.nextInt(3); count > 0; count--) {
      headers.add(any(HEADERS));
    }
    byte[] body = new byte[0];
    if ((writes && !method.equals("DELETE")) || oneIn(4)) {
      HostileBodies.Body made = bodies.next(route.kind(), method.equals("PATCH"));
      headers.addAll(made.headers());
      body = made.bytes();
    }
    boolean misframed = oneIn(60);
    if (misframed) {
      headers.add(any(LENGTHS));
      // Whichever length counts, nothing is waited for.
      body = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    } else if (oneIn(6)) {
      headers.add("Transfer-Encoding: chunked");
      body = chunked(body);
    } else {
      headers.add("Content-Length: " + body.length);
    }
    String line = method + " " + target(route.path(), writes) + " HTTP/1.1";
    String head = line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return new Hostile(bytes.toByteArray(), method.equals("HEAD"), misframed, shown(head, body));
  }

  /** Chunks of any length, with extensions and a trailer. */
  private byte[] chunked(byte[] body) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    int sent = 0;
    while (sent < body.length) {
      int length = Math.min(body.length - sent, 1 + random.nextInt(oneIn(2) ? 9 : 5000));
      String size =
          (oneIn(3) ? "000" : "") + Integer.toHexString(length) + (oneIn(3) ? ";x=\"y\"" : "");
      chunks.writeBytes((size + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      chunks.write(body, sent, length);
      chunks.writeBytes(CRLF);
      sent += length;
    }
    chunks.writeBytes("0\r\n".getBytes(StandardCharsets.ISO_8859_1));
    if (oneIn(3)) {
      chunks.writeBytes("Content-Length: 7\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    chunks.writeBytes(CRLF);
    return chunks.toByteArray();
  }

  private static String shown(String head, byte[] body) {
    String text = head + new String(body, StandardCharsets.ISO_8859_1);
    String abridged = REPETITION.matcher(text).replaceAll("$1…");
    return abridged.length() > 1500 ? abridged.substring(0, 1500) + " …" : abridged;
  }

  private String target(String route, boolean writes) {
    String path = route;
    if (oneIn(3)) {
      int at = 1 + random.nextInt(path.length());
      String trick = !writes && oneIn(8) ? any(READING_TRICKS) : any(PATH_TRICKS);
      path = path.substring(0, at) + trick + path.substring(at);
    }
    if (oneIn(50)) {
      path = "https://" + authority + path;
    }
    StringBuilder target = new StringBuilder(path).append("?dryRun=All&timeoutSeconds=1");
    for (int count = random.nextInt(3); count > 0; count--) {
      target.append('&').append(any(PARAMETERS));
    }
    // A space would end the target.
    return target.toString().replace(' ', '+');
  }
}
