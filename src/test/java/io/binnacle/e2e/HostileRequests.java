package io.binnacle.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes requests that are malformed or hostile somewhere: in the line, the headers or the body.
 * Whatever would change something is a dry run. The same seed makes the same requests.
 */
final class HostileRequests {
  /** A request, and how to tell it in a failure's message. */
  record Hostile(byte[] bytes, boolean bodiless, String line) {}

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
          "/healthz",
          "/livez/ping",
          "/readyz",
          "/metrics",
          "/binnacle/v1/join",
          "/api/v1/watch/configmaps",
          "/api/v1/namespaces/NS/pods/a/log",
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
          "/x".repeat(300),
          "?",
          "#");
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
  private static final List<String> MEDIA_TYPES =
      List.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/json;q=x",
          ";;;/",
          "*/*;q=NaN",
          "application/json;as=Table;v=v9;g=meta.k8s.io",
          "application/json;as=Table;v=v1;g=meta.k8s.io",
          "text/html",
          ",,,,",
          "a/b/c",
          "\"",
          "application/json; charset=\"",
          "application/json;charset=nope",
          "multipart/form-data",
          "application/x-www-form-urlencoded",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml",
          "x".repeat(3000));
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
          "X-HTTP-Method-Override: DELETE");
  private static final List<String> BODIES =
      List.of(
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}",
          "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":"
              + "[{\"name\":\"c\",\"image\":\"i\",\"ports\":[{\"containerPort\":80}],\"resources\":"
              + "{\"limits\":{\"cpu\":\"1\"}}}]}}",
          "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0}",
          "[{\"op\":\"add\",\"path\":\"/data/x\",\"value\":\"1\"},{\"op\":\"remove\",\"path\":\"/data\"}]",
          "{\"metadata\":{\"labels\":{\"a\":null}},\"$patch\":\"replace\"}",
          "apiVersion: v1\nkind: ConfigMap\nmetadata: &m {name: a}\ndata: {x: *m}\n",
          "k8s\u0000\n\u000f\n\u0002v1\u0012\tConfigMap\u0012\u0004\n\u0002\n\u0000");
  private static final List<String> FRAGMENTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          "\\u",
          "\\ud800",
          "\u0000",
          ":",
          ",",
          "null",
          "true",
          "-",
          "1e999999",
          "-1e-999999",
          "9".repeat(400),
          "0x",
          "\u2028",
          "<<: *a",
          "&a",
          "!!java.net.URL",
          "\"kind\":\"Pod\",",
          "\"metadata\":[],",
          "\"name\":{},",
          "\"finalizers\":[1],",
          "\"ownerReferences\":[{\"uid\":\"u\"}],",
          "\"creationTimestamp\":\"x\",");

  private static final List<String> HOSTS =
      List.of("localhost", "[::1]", "example.com:443", "[", "localhost:443");

  private final RandomGenerator random;
  private final String authority;
  private final List<String> paths;

  /**
   * @param authority the server's host and port
   * @param routes the paths that the server's document tells, with their parameters
   */
  HostileRequests(RandomGenerator random, String authority, String namespace, List<String> routes) {
    this.random = random;
    this.authority = authority;
    this.paths =
        Stream.concat(
                FURTHER_PATHS.stream().map(path -> path.replace("NS", namespace)),
                routes.stream()
                    .map(route ->
                        route
                            .replace("{namespace}", namespace)
                            .replace("namespaces/{name}", "namespaces/" + namespace)
                            .replaceAll("\\{\\w+\\}", "a")))
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
    String line = method + " " + target() + " HTTP/1.1";
    List<String> headers = new ArrayList<>();
    headers.add("Host: " + (oneIn(40) ? any(HOSTS) : authority));
    headers.add("Accept: " + (oneIn(2) ? any(MEDIA_TYPES) : "application/json"));
    for (int count = random.nextInt(3); count > 0; count--) {
      headers.add(any(HEADERS));
    }
    boolean carriesBody =
        method.equals("POST") || method.equals("PUT") || method.equals("PATCH") || oneIn(4);
    byte[] body = carriesBody ? body() : new byte[0];
    if (carriesBody) {
      headers.add("Content-Type: " + any(MEDIA_TYPES));
    }
    headers.add("Content-Length: " + body.length);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head = line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return new Hostile(bytes.toByteArray(), method.equals("HEAD"), shown(head, body));
  }

  private static String shown(String head, byte[] body) {
    String text = head + new String(body, StandardCharsets.ISO_8859_1);
    return text.length() > 1500 ? text.substring(0, 1500) + " …" : text;
  }

  private String target() {
    String path = any(paths);
    if (oneIn(3)) {
      int at = 1 + random.nextInt(path.length());
      path = path.substring(0, at) + any(PATH_TRICKS) + path.substring(at);
    }
    StringBuilder target = new StringBuilder(path).append("?dryRun=All&timeoutSeconds=1");
    for (int count = random.nextInt(3); count > 0; count--) {
      target.append('&').append(any(PARAMETERS));
    }
    // A space would end the target.
    return target.toString().replace(' ', '+');
  }

  private byte[] body() {
    return switch (random.nextInt(8)) {
      case 0 -> nested();
      case 1 -> {
        byte[] noise = new byte[random.nextInt(2000)];
        for (int i = 0; i < noise.length; i++) {
          noise[i] = (byte) random.nextInt();
        }
        yield noise;
      }
      default -> mutated(any(BODIES).getBytes(StandardCharsets.UTF_8));
    };
  }

  private byte[] nested() {
    String unit = any(List.of("[", "{\"a\":", "{\"metadata\":", "- ", "[[],"));
    return unit.repeat(1 + random.nextInt(oneIn(10) ? 100_000 : 2000))
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] mutated(byte[] good) {
    byte[] body = good;
    for (int count = random.nextInt(4); count > 0; count--) {
      int at = random.nextInt(body.length + 1);
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      changed.write(body, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> changed.write(random.nextInt(256));
        case 1 -> changed.writeBytes(any(FRAGMENTS).getBytes(StandardCharsets.UTF_8));
        case 2 -> at = Math.min(body.length, at + random.nextInt(8));
        default -> {
          changed.write(random.nextInt(256));
          at = Math.min(body.length, at + 1);
        }
      }
      changed.write(body, at, body.length - at);
      body = changed.toByteArray();
    }
    return body;
  }
}
