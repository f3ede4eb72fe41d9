package io.binnacle.schema.cel.library;

import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Templates: {@code "%s has %d".format([name, count])}. */
final class TextFunctions {
  private static final Pattern CLAUSE = Pattern.compile("%(?:\\.(\\d{1,3}))?([sdfexXbo%])|%");

  private TextFunctions() {}

  static void addTo(Functions functions) {
    functions.member(
        "format",
        SimpleType.STRING,
        List.of(SimpleType.STRING, ListType.create(SimpleType.DYN)),
        a -> format((String) a[0], (List<?>) a[1]));
  }

  private static String format(String template, List<?> arguments) throws CelEvaluationException {
    StringBuilder text = new StringBuilder();
    Iterator<?> next = arguments.iterator();
    Matcher matcher = CLAUSE.matcher(template);
    int from = 0;
    while (matcher.find()) {
      text.append(template, from, matcher.start());
      from = matcher.end();
      String clause = matcher.group(2);
      if (clause == null) {
        throw new CelEvaluationException("could not parse formatting clause");
      }
      if (clause.equals("%")) {
        text.append('%');
        continue;
      }
      if (!next.hasNext()) {
        throw new CelEvaluationException("index " + arguments.size() + " out of range");
      }
      int digits = matcher.group(1) == null ? 6 : Integer.parseInt(matcher.group(1));
      text.append(clause(clause, digits, next.next()));
    }
    return text.append(template, from, template.length()).toString();
  }

  private static String clause(String clause, int digits, Object value)
      throws CelEvaluationException {
    return switch (clause) {
      case "s" -> text(value);
      case "d" -> decimal(value);
      case "f" -> fixed(value, digits);
      case "e" -> String.format(Locale.ROOT, "%." + digits + "e", number(value).doubleValue());
      case "b" ->
          value instanceof Boolean flag
              ? (flag ? "1" : "0")
              : Long.toString(number(value).longValue(), 2);
      case "o" -> Long.toString(number(value).longValue(), 8);
      case "X" -> hexadecimal(value).toUpperCase(Locale.ROOT);
      default -> hexadecimal(value);
    };
  }

  private static Number number(Object value) throws CelEvaluationException {
    if (value instanceof Number number) {
      return number;
    }
    throw new CelEvaluationException(
        "error during formatting: only numbers can be formatted this way");
  }

  private static String decimal(Object value) throws CelEvaluationException {
    return value instanceof Double number ? text(number) : number(value).toString();
  }

  private static String fixed(Object value, int digits) throws CelEvaluationException {
    double number = number(value).doubleValue();
    return Double.isFinite(number)
        ? new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString()
        : text(number);
  }

  private static String hexadecimal(Object value) throws CelEvaluationException {
    return switch (value) {
      case String string -> HexFormat.of().formatHex(string.getBytes(StandardCharsets.UTF_8));
      case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
      default -> Long.toString(number(value).longValue(), 16);
    };
  }

  private static String text(Object value) {
    return switch (value) {
      case NullValue ignored -> "null";
      case CelByteString bytes -> bytes.toStringUtf8();
      case Double number -> text(number.doubleValue());
      case Duration duration ->
          BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
      case List<?> list ->
          list.stream().map(TextFunctions::text).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map -> {
        Map<String, String> sorted = new TreeMap<>();
        map.forEach((key, entry) -> sorted.put(text(key), text(entry)));
        yield sorted.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining(", ", "{", "}"));
      }
      default -> value.toString();
    };
  }

  private static String text(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
