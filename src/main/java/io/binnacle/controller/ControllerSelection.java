package io.binnacle.controller;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which controllers run.
 *
 * @param controllers names; {@code *} stands for all, {@code -name} leaves one out
 */
@ConfigurationPrefix("binnacle")
public record ControllerSelection(@DefaultValue("*") List<String> controllers) {
  private static final Logger LOG = System.getLogger(ControllerSelection.class.getName());

  /** Those of all controllers that are to run; names that nobody has are warned of. */
  public List<Controller> select(List<Controller> all) {
    Set<String> known = new HashSet<>(Set.of("*"));
    for (Controller controller : all) {
      known.add(controller.name());
      known.addAll(controller.aliases());
    }
    for (String entry : controllers) {
      String name = entry.startsWith("-") ? entry.substring(1) : entry;
      if (!known.contains(name)) {
        LOG.log(Level.WARNING, "binnacle.controllers: there is no controller \"{0}\"", name);
      }
    }
    return all.stream().filter(this::isSelected).toList();
  }

  private boolean isSelected(Controller controller) {
    Set<String> names = new HashSet<>(controller.aliases());
    names.add(controller.name());
    for (String name : names) {
      if (controllers.contains("-" + name)) {
        return false;
      }
    }
    return controllers.contains("*") || controllers.stream().anyMatch(names::contains);
  }
}
