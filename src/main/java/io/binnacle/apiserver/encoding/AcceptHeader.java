package io.binnacle.apiserver.encoding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Accept header (RFC 9110) with the parameters that Kubernetes' clients add ({@code as}, {@code
 * v}, {@code g}). Clients send few different headers, so the parsed form of the first few hundred
 * is kept.
 */
public final class AcceptHeader {
  private static final int MAX_KEPT = 256;
  private static final Map<String, List<Clause>> KEPT = new ConcurrentHashMap<>();

  /** One media range with its parameters. */
  public record Clause(String mediaType, Map<String, String> parameters, double quality) {
    /** A parameter's value, empty without one. */
    public String parameter(String name) {
      return parameters.getOrDefault(name, "");
    }

    /**
     * The representation that the client asks for, such as {@code Table}; empty for the object
     * itself.
     */
    public String as() {
      return parameter("as");
    }

    public boolean accepts(String type) {
      return mediaType.equals(type)
          || mediaType.equals("*/*")
          || (mediaType.endsWith("/*")
              && type.startsWith(mediaType.substring(0, mediaType.length() - 1)));
    }
  }

  private AcceptHeader() {}

  /**
   * The clauses by falling quality, in their order where it is equal. An empty header accepts
   * everything.
   */
  public static List<Clause> parse(String header) {
    List<Clause> known = KEPT.get(header);
    if (known != null) {
      return known;
    }
    List<Clause> parsed = read(header);
    if (KEPT.size() < MAX_KEPT) {
      KEPT.put(header, parsed);
    }
    return parsed;
  }

  private static List<Clause> read(String header) {
    if (header.isBlank()) {
      return List.of(new Clause("*/*", Map.of(), 1));
    }
    List<Clause> clauses = new ArrayList<>();
    for (String part : header.split(",")) {
      String[] pieces = part.split(";");
      Map<String, String> parameters = new HashMap<>();
      double quality = 1;
      for (int i = 1; i < pieces.length; i++) {
        String[] pair = pieces[i].strip().split("=", 2);
        if (pair.length == 2 && pair[0].equals("q")) {
          quality = quality(pair[1]);
        } else if (pair.length == 2) {
          parameters.put(pair[0], pair[1]);
        }
      }
      String mediaType = pieces[0].strip().toLowerCase(Locale.ROOT);
      if (!mediaType.isEmpty() && quality > 0) {
        clauses.add(new Clause(mediaType, Map.copyOf(parameters), quality));
      }
    }
    clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
    return List.copyOf(clauses);
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
