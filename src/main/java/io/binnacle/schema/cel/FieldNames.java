package io.binnacle.schema.cel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of fields as identifiers of CEL, which allows no dots, slashes and dashes in them and keeps
 * some words to itself. Names that have other characters cannot be reached by expressions.
 */
final class FieldNames {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");
  private static final Map<String, String> ESCAPES =
      Map.of("__", "__underscores__", ".", "__dot__", "-", "__dash__", "/", "__slash__");
  private static final Map<String, String> ORIGINALS =
      Map.of("__underscores__", "__", "__dot__", ".", "__dash__", "-", "__slash__", "/");
  private static final Pattern SPECIAL = Pattern.compile("__|[.\\-/]");
  private static final Pattern ESCAPED =
      Pattern.compile("__underscores__|__dot__|__dash__|__slash__");
  private static final Pattern USABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_./-]*");

  private FieldNames() {}

  /** The identifier; empty where there is none. */
  static Optional<String> escape(String name) {
    if (RESERVED.contains(name)) {
      return Optional.of("__" + name + "__");
    }
    if (!USABLE.matcher(name).matches()) {
      return Optional.empty();
    }
    return Optional.of(SPECIAL.matcher(name).replaceAll(part -> ESCAPES.get(part.group())));
  }

  static String unescape(String identifier) {
    if (identifier.length() > 4 && identifier.startsWith("__") && identifier.endsWith("__")) {
      String word = identifier.substring(2, identifier.length() - 2);
      if (RESERVED.contains(word)) {
        return word;
      }
    }
    return ESCAPED
        .matcher(identifier)
        .replaceAll(part -> Matcher.quoteReplacement(ORIGINALS.get(part.group())));
  }
}
