package io.binnacle.app.bench;

import io.binnacle.configuration.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is measured, from the command line: {@code --name value}.
 *
 * @param values by name, defaults included
 */
record BenchOptions(Map<String, String> values) {
  /**
   * @param defaults names all options that there are
   * @throws ConfigurationException for what is no option, and for what is no number
   */
  static BenchOptions parse(Map<String, String> defaults, List<String> arguments) {
    Map<String, String> values = new TreeMap<>(defaults);
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i).replaceFirst("^--", "");
      if (!defaults.containsKey(name) || i + 1 == arguments.size()) {
        throw new ConfigurationException(
            List.of("unknown option, or one without a value: '" + arguments.get(i) + "'"));
      }
      values.put(name, arguments.get(i + 1));
    }
    return new BenchOptions(Map.copyOf(values));
  }

  /** Whether this scenario was asked for. */
  boolean wants(String scenario) {
    return List.of(text("only").split(",")).contains(scenario);
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  int number(String name) {
    String value = text(name);
    if (!value.matches("\\d{1,7}")) {
      throw new ConfigurationException(
          List.of("--" + name + ": must be a number, not '" + value + "'"));
    }
    return Integer.parseInt(value);
  }

  Duration seconds(String name) {
    return Duration.ofSeconds(number(name));
  }

  /** Where the result goes as JSON; empty for nowhere. */
  List<Path> json() {
    return text("json").isEmpty() ? List.of() : List.of(Path.of(text("json")));
  }
}
