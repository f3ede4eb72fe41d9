package io.binnacle.schema;

/** Base64 as byte fields carry it: the standard alphabet, padded; line ends are ignored. */
final class Base64Text {
  private static final int QUANTUM = 4;

  private Base64Text() {}

  /** The index of the first character that makes the text no base64; -1 when it is good. */
  static int firstBadByte(String text) {
    int digits = 0;
    int padding = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n') {
        continue;
      }
      if (c == '=') {
        padding++;
        int inQuantum = (digits + padding - 1) % QUANTUM;
        if (padding > 2 || inQuantum < 2) {
          return i;
        }
      } else if (padding > 0 || !isDigit(c)) {
        return i;
      } else {
        digits++;
      }
    }
    // Go names the first character of the group that is cut short.
    int rest = (digits + padding) % QUANTUM;
    return rest == 0 ? -1 : text.length() - rest;
  }

  private static boolean isDigit(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
