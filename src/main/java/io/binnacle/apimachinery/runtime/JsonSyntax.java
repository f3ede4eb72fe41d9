package io.binnacle.apimachinery.runtime;

import java.nio.charset.StandardCharsets;

/**
 * Says what is wrong with text that is not JSON, in the words that Kubernetes' clients know. Reads
 * the text once more, so that the parser that reads good text need not know the words. Used once,
 * by one thread.
 */
public final class JsonSyntax {
  private static final int MAX_DEPTH = 10_000;
  private static final String TOO_DEEP = "exceeded max depth";
  private static final String END = "unexpected end of JSON input";

  private final String text;
  private int at;

  private JsonSyntax(String text) {
    this.text = text;
  }

  /** The first thing that is wrong. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The first thing that is wrong with the text. A text that is JSON after all is deeper, or has
   * longer numbers, than the parser takes.
   */
  public static String explain(byte[] json) {
    JsonSyntax syntax = new JsonSyntax(new String(json, StandardCharsets.UTF_8));
    try {
      syntax.document();
      return TOO_DEEP;
    } catch (Malformed e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void document() throws Malformed {
    new Nesting().read();
    skipBlanks();
    if (at < text.length()) {
      throw unexpected("after top-level value");
    }
  }

  /** Reads a value with all that is in it, without recursion: the text decides the depth. */
  private final class Nesting {
    private final StringBuilder open = new StringBuilder();

    void read() throws Malformed {
      while (true) {
        if (value()) {
          continue;
        }
        if (!closeEnded()) {
          return;
        }
      }
    }

    /** Reads a scalar, or the beginning of an object or array whose first value comes next. */
    private boolean value() throws Malformed {
      char first = peek();
      if (first == '{' || first == '[') {
        open.append(first);
        at++;
        if (open.length() > MAX_DEPTH) {
          throw new Malformed(TOO_DEEP);
        }
        if (first == '{') {
          if (peek() == '}') {
            return close();
          }
          key();
        } else if (peek() == ']') {
          return close();
        }
        return true;
      }
      scalar(first);
      return false;
    }

    private boolean close() {
      at++;
      open.setLength(open.length() - 1);
      return false;
    }

    /** Goes on behind a value; false where that was the outermost. */
    private boolean closeEnded() throws Malformed {
      while (!open.isEmpty()) {
        boolean object = open.charAt(open.length() - 1) == '{';
        char next = peek();
        if (next == ',') {
          at++;
          if (object) {
            key();
          }
          return true;
        }
        if (next != (object ? '}' : ']')) {
          throw unexpected(object ? "after object key:value pair" : "after array element");
        }
        close();
      }
      return false;
    }
  }

  private void key() throws Malformed {
    if (peek() != '"') {
      throw unexpected("looking for beginning of object key string");
    }
    string();
    if (peek() != ':') {
      throw unexpected("after object key");
    }
    at++;
  }

  private void scalar(char first) throws Malformed {
    switch (first) {
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (first != '-' && !isDigit(first)) {
          throw unexpected("looking for beginning of value");
        }
        number();
      }
    }
  }

  private void literal(String word) throws Malformed {
    for (int i = 0; i < word.length(); i++, at++) {
      if (current() != word.charAt(i)) {
        throw unexpected("in literal " + word + " (expecting " + quoted(word.charAt(i)) + ")");
      }
    }
  }

  private void string() throws Malformed {
    at++;
    for (char next = current(); next != '"'; next = current()) {
      if (next < ' ') {
        throw unexpected("in string literal");
      }
      at++;
      if (next == '\\') {
        escape();
      }
    }
    at++;
  }

  private void escape() throws Malformed {
    char code = current();
    if ("\"\\/bfnrtu".indexOf(code) < 0) {
      throw unexpected("in string escape code");
    }
    at++;
    for (int digits = code == 'u' ? 4 : 0; digits > 0; digits--, at++) {
      if (Character.digit(current(), 16) < 0) {
        throw unexpected("in \\u hexadecimal character escape");
      }
    }
  }

  private void number() throws Malformed {
    if (current() == '-') {
      at++;
    }
    if (current() == '0') {
      at++;
    } else {
      digits("in numeric literal");
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits("after decimal point in numeric literal");
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (current() == '+' || current() == '-') {
        at++;
      }
      digits("in exponent of numeric literal");
    }
  }

  private void digits(String where) throws Malformed {
    if (!isDigit(current())) {
      throw unexpected(where);
    }
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws Malformed {
    skipBlanks();
    return current();
  }

  private char current() throws Malformed {
    if (at >= text.length()) {
      throw new Malformed(END);
    }
    return text.charAt(at);
  }

  private Malformed unexpected(String where) {
    return new Malformed("invalid character " + quoted(text.charAt(at)) + " " + where);
  }

  private static String quoted(char character) {
    return switch (character) {
      case '\'' -> "'\\''";
      case '\\' -> "'\\\\'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      default ->
          character < ' ' ? String.format("'\\x%02x'", (int) character) : "'" + character + "'";
    };
  }
}
