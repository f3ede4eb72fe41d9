package io.binnacle.proxy;

import java.util.Locale;
import java.util.Optional;

/** The transport protocols of services. */
public enum Protocol {
  TCP,
  UDP,
  SCTP;

  /** Reads the API's text; empty means TCP, and something else is none of these. */
  static Optional<Protocol> of(String text) {
    return switch (text) {
      case "", "TCP" -> Optional.of(TCP);
      case "UDP" -> Optional.of(UDP);
      case "SCTP" -> Optional.of(SCTP);
      default -> Optional.empty();
    };
  }

  /** As nftables writes it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
