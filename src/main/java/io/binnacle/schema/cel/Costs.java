package io.binnacle.schema.cel;

import java.util.Set;

/**
 * What steps of expressions cost, in Kubernetes' units: a look at a variable or field costs one,
 * ten characters of a text that is walked through cost one (KEP-2876, "Resource constraints").
 */
final class Costs {
  static final long VARIABLE_OR_FIELD = 1;
  static final long CALL = 1;
  static final long LIST = 10;
  static final long MAP = 30;
  static final long STRUCT = 40;
  private static final double TRAVERSAL = 0.1;
  private static final double REGEX = 0.25;

  /** Functions that walk once through what they are called on. */
  private static final Set<String> TRAVERSING =
      Set.of(
          "lowerAscii",
          "upperAscii",
          "substring",
          "trim",
          "replace",
          "split",
          "join",
          "charAt",
          "indexOf",
          "lastIndexOf",
          "url",
          "isURL",
          "getScheme",
          "getHost",
          "getHostname",
          "getPort",
          "getEscapedPath",
          "getQuery",
          "quantity",
          "isQuantity",
          "ip",
          "isIP",
          "cidr",
          "isCIDR",
          "ip.isCanonical",
          "semver",
          "isSemver",
          "validate",
          "format",
          "bytes",
          "strings.quote",
          "reverse");

  private static final Set<String> LISTS = Set.of("isSorted", "sum", "min", "max", "@in", "_in_");

  private static final Set<String> COMPARISONS =
      Set.of("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_");

  private static final Set<String> FREE =
      Set.of("_&&_", "_||_", "_?_:_", "@not_strictly_false", "!_");

  private Costs() {}

  /**
   * What a call costs besides its arguments.
   *
   * @param sizes those of the value it is called on and its arguments
   */
  static long call(String function, long[] sizes) {
    long first = sizes.length > 0 ? sizes[0] : 1;
    long second = sizes.length > 1 ? sizes[1] : 1;
    if (FREE.contains(function)) {
      return function.equals("!_") || function.startsWith("@") ? CALL : 0;
    }
    if (COMPARISONS.contains(function)) {
      return scaled(Math.min(first, second), TRAVERSAL);
    }
    if (LISTS.contains(function)) {
      return Math.max(1, function.contains("in") && sizes.length > 1 ? second : first);
    }
    if (TRAVERSING.contains(function)) {
      return scaled(first, TRAVERSAL);
    }
    return switch (function) {
      case "startsWith", "endsWith" -> scaled(second, TRAVERSAL);
      case "contains" -> times(scaled(first, TRAVERSAL), scaled(second, TRAVERSAL));
      case "matches", "find", "findAll" ->
          times(scaled(plus(first, 1), TRAVERSAL), scaled(second, REGEX));
      case "_+_" -> scaled(plus(first, second), TRAVERSAL);
      case "sets.contains", "sets.intersects", "sets.equivalent" -> times(first, second);
      default -> CALL;
    };
  }

  private static long scaled(long size, double factor) {
    return size == Long.MAX_VALUE ? size : Math.max(1, (long) Math.ceil(size * factor));
  }

  static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  static long times(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }
}
