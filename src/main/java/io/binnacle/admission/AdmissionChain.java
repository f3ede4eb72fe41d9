package io.binnacle.admission;

import io.binnacle.admission.AdmissionPlugin.Mutating;
import io.binnacle.admission.AdmissionPlugin.Validating;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The enabled plugins in their order: what the two admission interceptors run. Immutable; safe for
 * any thread.
 */
public final class AdmissionChain {
  private static final System.Logger LOG = System.getLogger(AdmissionChain.class.getName());

  private final List<Mutating> mutating = new ArrayList<>();
  private final List<Validating> validating = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /**
   * @param available all plugins there are, in any order
   * @param disabled names of plugins to leave out
   */
  public AdmissionChain(Iterable<? extends AdmissionPlugin> available, List<String> disabled) {
    List<AdmissionPlugin> ordered = new ArrayList<>();
    available.forEach(ordered::add);
    ordered.sort(
        Comparator.comparingInt(AdmissionPlugin::order).thenComparing(AdmissionPlugin::name));
    Set<String> unknown = new HashSet<>(disabled);
    for (AdmissionPlugin plugin : ordered) {
      unknown.remove(plugin.name());
      if (!disabled.contains(plugin.name())) {
        add(plugin);
      }
    }
    unknown.forEach(name ->
        LOG.log(
            Level.WARNING,
            "binnacle.admission.disable-plugins: this version has no plugin {0}",
            name));
  }

  private void add(AdmissionPlugin plugin) {
    names.add(plugin.name());
    if (plugin instanceof Mutating mutator) {
      mutating.add(mutator);
    }
    if (plugin instanceof Validating validator) {
      validating.add(validator);
    }
  }

  void mutate(AdmissionRequest request) {
    do {
      for (Mutating plugin : mutating) {
        plugin.admit(request);
      }
    } while (request.beginReinvocation());
  }

  void validate(AdmissionRequest request) {
    for (Validating plugin : validating) {
      plugin.validate(request);
    }
  }

  /** The names of the enabled plugins, in their order. */
  public List<String> names() {
    return List.copyOf(names);
  }
}
