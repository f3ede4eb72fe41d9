package io.binnacle.scheduler.framework;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.runtime.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Label selectors of the model. */
public final class Selectors {
  private Selectors() {}

  /** The selector, or nothing where there is none, which selects nothing. */
  public static Optional<LabelSelector> of(
      io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
    return selector == null
        ? Optional.empty()
        : Optional.of(LabelSelector.ofStructured(Json.valueToTree(selector)));
  }
}
