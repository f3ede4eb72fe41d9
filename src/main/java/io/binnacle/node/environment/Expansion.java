package io.binnacle.node.environment;

import java.util.Map;

/**
 * The references of env values, commands and arguments: {@code $(NAME)} is replaced where the name
 * is known and stays as it is where not; {@code $$} is a dollar sign.
 */
public final class Expansion {
  private Expansion() {}

  public static String expand(String text, Map<String, String> variables) {
    StringBuilder expanded = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '$' || i + 1 == text.length()) {
        expanded.append(c);
        i++;
        continue;
      }
      char next = text.charAt(i + 1);
      int end = next == '(' ? text.indexOf(')', i + 2) : -1;
      if (next == '$') {
        expanded.append('$');
        i += 2;
      } else if (end >= 0) {
        String name = text.substring(i + 2, end);
        String value = variables.get(name);
        expanded.append(value == null ? text.substring(i, end + 1) : value);
        i = end + 1;
      } else {
        expanded.append(c);
        i++;
      }
    }
    return expanded.toString();
  }
}
