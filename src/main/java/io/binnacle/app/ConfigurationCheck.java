package io.binnacle.app;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.ConfigurationReader;
import io.binnacle.controller.Controller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads every configuration record at start, so that errors show at once, and reports settings that
 * nobody knows.
 */
@ApplicationScoped
public class ConfigurationCheck {
  private static final System.Logger LOG = System.getLogger(ConfigurationCheck.class.getName());
  private static final String PREFIX = "BINNACLE_";

  /** What the launcher itself reads or sets. */
  private static final Set<String> LAUNCHER =
      Set.of(
          "BINNACLE_JAVA_HOME",
          "BINNACLE_MAX_HEAP",
          "BINNACLE_JVM_OPTIONS",
          "BINNACLE_TRAIN",
          "BINNACLE_BIND_ADDRESS",
          "BINNACLE_DIST",
          "BINNACLE_SERVER",
          "BINNACLE_SERVING_NAMES",
          "BINNACLE_JOIN_TOKEN");

  private final ConfigurationReader reader;
  private final Instance<Record> records;
  private final Instance<Controller> controllers;

  /**
   * @param records beans, the configuration records among them
   * @param controllers those whose own records are no beans, since only they may know them
   */
  @Inject
  public ConfigurationCheck(
      ConfigurationReader reader, @Any Instance<Record> records, Instance<Controller> controllers) {
    this.reader = reader;
    this.records = records;
    this.controllers = controllers;
  }

  /**
   * @throws io.binnacle.configuration.ConfigurationException naming each property that is wrong
   */
  void check() {
    // Other records are made for those who need them: a process without a control plane has no need
    // of some.
    records
        .handlesStream()
        .filter(handle -> isConfiguration(handle.getBean()))
        .forEach(Instance.Handle::get);
    controllers.stream()
        .flatMap(controller -> controller.configurations().stream())
        .forEach(reader::read);
    for (String unknown : unknown(System.getenv(), reader.knownProperties())) {
      LOG.log(
          Level.WARNING,
          "The environment variable {0} is not a setting of this version; it has no effect",
          unknown);
    }
  }

  private static boolean isConfiguration(Bean<?> bean) {
    return bean.getTypes().stream()
        .anyMatch(type ->
            type instanceof Class<?> known && known.isAnnotationPresent(ConfigurationPrefix.class));
  }

  /** The variables with the project's prefix that stand for no property. */
  static Set<String> unknown(Map<String, String> environment, Set<String> properties) {
    Set<String> known = new TreeSet<>(LAUNCHER);
    for (String property : properties) {
      known.add(property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT));
    }
    Set<String> unknown = new TreeSet<>();
    for (String name : environment.keySet()) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        unknown.add(name);
      }
    }
    return unknown;
  }
}
