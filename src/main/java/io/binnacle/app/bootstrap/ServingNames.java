package io.binnacle.app.bootstrap;

import io.binnacle.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By what clients reach the API server besides its own addresses: {@code BINNACLE_SERVING_NAMES}.
 * Its certificate holds the names. A port is that of a forwarder or load balancer: the container
 * serves a request only if the port that its Host header names is known.
 */
record ServingNames(List<String> names, SortedSet<Integer> ports) {
  /** A name or address, an IPv6 address with a port in brackets as in a URL. */
  private static final Pattern ENTRY =
      Pattern.compile("(\\[(?<inBrackets>[^\\]]+)\\]|(?<name>[^:]+))(:(?<port>\\d{1,5}))?");

  /**
   * Reads the setting.
   *
   * @param text entries divided by commas
   * @throws ConfigurationException when a port is none
   */
  static ServingNames parse(String text) {
    List<String> names = new ArrayList<>();
    SortedSet<Integer> ports = new TreeSet<>();
    for (String entry : text.split("\\s*,\\s*")) {
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        // An IPv6 address alone; the certificate's maker says what else is no name.
        names.add(entry);
        continue;
      }
      String inBrackets = matcher.group("inBrackets");
      names.add(inBrackets == null ? matcher.group("name") : inBrackets);
      if (matcher.group("port") != null) {
        ports.add(port(entry, matcher.group("port")));
      }
    }
    names.removeIf(String::isEmpty);
    return new ServingNames(List.copyOf(names), ports);
  }

  private static int port(String entry, String text) {
    int port = Integer.parseInt(text);
    if (port < 1 || port > 65535) {
      throw new ConfigurationException(
          List.of("BINNACLE_SERVING_NAMES: the port of '" + entry + "' must be from 1 to 65535"));
    }
    return port;
  }

  /** What Open Liberty's configuration needs in addition, so that it serves these ports. */
  String serverXml() {
    return ports.stream()
        .map(port -> "    <hostAlias>*:" + port + "</hostAlias>\n")
        .collect(
            Collectors.joining(
                "",
                "<server>\n  <virtualHost id=\"binnacle_host\">\n",
                "  </virtualHost>\n</server>\n"));
  }
}
