package io.binnacle.schema.structural;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSON path over fields and map keys to a part of a schema's values, as rules and selectable
 * fields name it: {@code .spec.labels['a.b']}.
 *
 * @param path the path in the form of errors
 * @param schema the schema of the values there
 */
public record SchemaPath(FieldPath path, JsonNode schema) {
  private static final Pattern STEP =
      Pattern.compile("\\.(?<field>[^.\\[\\]]+)|\\['(?<quoted>(?:[^'\\\\]|\\\\.)*)'\\]");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  /**
   * @throws IllegalArgumentException for a path that leads to no field of the schema
   */
  public static SchemaPath read(String text, JsonNode schema) {
    FieldPath path = FieldPath.root();
    JsonNode at = schema;
    Matcher matcher = STEP.matcher(text);
    int from = 0;
    while (from < text.length()) {
      matcher.region(from, text.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException(
            from == 0 || text.charAt(from) != '.'
                ? "expected [ or . but got: " + text.substring(from)
                : "unexpected end of JSON path");
      }
      from = matcher.end();
      String name =
          matcher.group("field") == null
              ? unescape(matcher.group("quoted"))
              : matcher.group("field");
      if (at.path("properties").isObject()) {
        at = at.path("properties").path(name);
        path = path.child(name);
      } else {
        at = at.path("additionalProperties");
        path = path.key(name);
      }
      if (!at.isObject()) {
        throw new IllegalArgumentException("does not refer to a valid field");
      }
    }
    return new SchemaPath(path, at);
  }

  private static String unescape(String quoted) {
    return ESCAPE.matcher(quoted).replaceAll(part -> Matcher.quoteReplacement(part.group(1)));
  }
}
