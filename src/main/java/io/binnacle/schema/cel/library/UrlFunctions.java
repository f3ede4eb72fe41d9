package io.binnacle.schema.cel.library;

import com.google.errorprone.annotations.Immutable;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** URLs: absolute addresses, and paths that begin with a slash. */
final class UrlFunctions {
  static final CelType URL = OpaqueType.create("kubernetes.URL");

  private UrlFunctions() {}

  /** A part of a URL as text. */
  @FunctionalInterface
  @Immutable
  private interface Part {
    String of(URI url);
  }

  static void addTo(Functions functions) {
    functions
        .global(
            "url",
            URL,
            List.of(SimpleType.STRING),
            a -> {
              String text = (String) a[0];
              return parse(text)
                  .orElseThrow(() ->
                      new CelEvaluationException(
                          "URL parse error during conversion from string: parse \""
                              + text
                              + "\": invalid URI for request"));
            })
        .global(
            "isURL",
            SimpleType.BOOL,
            List.of(SimpleType.STRING),
            a -> parse((String) a[0]).isPresent());
    text(functions, "getScheme", url -> orEmpty(url.getScheme()));
    text(functions, "getHost", url -> orEmpty(url.getRawAuthority()).replaceFirst("^.*@", ""));
    text(functions, "getHostname", url -> orEmpty(url.getHost()).replaceAll("[\\[\\]]", ""));
    text(functions, "getPort", url -> url.getPort() < 0 ? "" : Integer.toString(url.getPort()));
    text(functions, "getEscapedPath", url -> orEmpty(url.getRawPath()));
    functions.member(
        "getQuery",
        MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
        List.of(URL),
        a -> query((URI) a[0]));
  }

  private static void text(Functions functions, String name, Part part) {
    functions.member(name, SimpleType.STRING, List.of(URL), a -> part.of((URI) a[0]));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Optional<URI> parse(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() || text.startsWith("/") ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Map<String, List<String>> query(URI url) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    String query = orEmpty(url.getRawQuery());
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
    }
    return values;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
