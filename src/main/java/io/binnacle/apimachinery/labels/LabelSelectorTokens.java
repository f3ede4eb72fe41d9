package io.binnacle.apimachinery.labels;

import java.util.Set;

/**
 * The tokens of a label selector's text: operators, and words, which are whatever is between blanks
 * and operators. One instance, one use.
 */
final class LabelSelectorTokens {
  private static final String SPECIAL = "=!(),><";
  private static final Set<String> TWO_CHARACTERS = Set.of("==", "!=");

  /** One token; the end has no text. */
  record Token(String text) {
    boolean isEnd() {
      return text.isEmpty();
    }

    boolean is(String operator) {
      return text.equals(operator);
    }

    boolean isWord() {
      return !isEnd() && SPECIAL.indexOf(text.charAt(0)) < 0;
    }
  }

  private final String text;
  private int position;

  LabelSelectorTokens(String text) {
    this.text = text;
  }

  /** The next token, which stays the next one. */
  Token peek() {
    int before = position;
    Token token = next();
    position = before;
    return token;
  }

  /** The next token; behind the last one the end, for ever. */
  Token next() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    int start = position;
    if (start == text.length()) {
      return new Token("");
    }
    if (isSpecial(start)) {
      boolean two =
          start + 2 <= text.length() && TWO_CHARACTERS.contains(text.substring(start, start + 2));
      position += two ? 2 : 1;
    } else {
      while (position < text.length()
          && !isSpecial(position)
          && !Character.isWhitespace(text.charAt(position))) {
        position++;
      }
    }
    return new Token(text.substring(start, position));
  }

  private boolean isSpecial(int at) {
    return SPECIAL.indexOf(text.charAt(at)) >= 0;
  }
}
