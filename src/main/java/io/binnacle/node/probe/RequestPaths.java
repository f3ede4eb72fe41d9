package io.binnacle.node.probe;

import java.nio.charset.StandardCharsets;

/** The paths of httpGet handlers, which may hold any character, in the form of RFC 3986. */
final class RequestPaths {
  private static final String LEGAL = "-._~!$&'()*+,;=:@/?";

  private RequestPaths() {}

  /** The path with its query; what is escaped already stays as it is. A fragment is not sent. */
  static String escaped(String path) {
    int fragment = path.indexOf('#');
    byte[] bytes =
        (fragment < 0 ? path : path.substring(0, fragment)).getBytes(StandardCharsets.UTF_8);
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xff);
      if (isAlphanumeric(c) || LEGAL.indexOf(c) >= 0 || c == '%' && isEscape(bytes, i)) {
        escaped.append(c);
      } else {
        escaped.append("%%%02X".formatted((int) c));
      }
    }
    return escaped.toString();
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static boolean isEscape(byte[] bytes, int at) {
    return at + 2 < bytes.length
        && Character.digit(bytes[at + 1], 16) >= 0
        && Character.digit(bytes[at + 2], 16) >= 0;
  }
}
