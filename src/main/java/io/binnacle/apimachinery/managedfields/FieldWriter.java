package io.binnacle.apimachinery.managedfields;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Who writes, as managedFields names it.
 *
 * @param manager empty for a client without a name
 * @param subresource the path below the object that is written to; empty for the object
 */
public record FieldWriter(String manager, String apiVersion, String subresource, Instant now) {
  /** How many bytes the name of a manager may have. */
  public static final int MAX_MANAGER_BYTES = 128;

  private static final String NAMELESS = "unknown";

  /** The key of the writer's entry. */
  ManagerKey key(Operation operation) {
    return new ManagerKey(
        manager.isEmpty() ? NAMELESS : manager,
        operation,
        operation == Operation.APPLY ? "" : apiVersion,
        subresource);
  }

  FieldWriter named(String other) {
    return new FieldWriter(other, apiVersion, subresource, now);
  }

  /** The name for a client that gives none: what its User-Agent header begins with. */
  public static String managerOf(String userAgent) {
    int slash = userAgent.indexOf('/');
    String product = slash < 0 ? userAgent : userAgent.substring(0, slash);
    StringBuilder name = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < product.length(); ) {
      int character = product.codePointAt(i);
      i += Character.charCount(character);
      if (!isPrintable(character)) {
        continue;
      }
      bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_MANAGER_BYTES) {
        break;
      }
      name.appendCodePoint(character);
    }
    return name.toString();
  }

  /** Letters, marks, numbers, punctuation, symbols and the simple space. */
  static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> true;
    };
  }
}
