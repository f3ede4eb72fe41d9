package io.binnacle.admission.plugin.podsecurity;

import java.util.Locale;
import java.util.Optional;

/** How much a policy forbids; each level forbids what the one before it does. */
enum Level {
  PRIVILEGED,
  BASELINE,
  RESTRICTED;

  static Optional<Level> parse(String text) {
    for (Level level : values()) {
      if (level.toString().equals(text)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
