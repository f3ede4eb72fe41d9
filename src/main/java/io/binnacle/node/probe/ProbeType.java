package io.binnacle.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.Optional;

/** The three probes of a container, and what holds before one has come to a result. */
public enum ProbeType {
  LIVENESS("Liveness", ProbeResult.SUCCESS),
  READINESS("Readiness", ProbeResult.FAILURE),
  STARTUP("Startup", ProbeResult.UNKNOWN);

  private final String text;
  private final ProbeResult initial;

  ProbeType(String text, ProbeResult initial) {
    this.text = text;
    this.initial = initial;
  }

  /** The word that events begin with. */
  public String text() {
    return text;
  }

  ProbeResult initial() {
    return initial;
  }

  public Optional<Probe> of(Container container) {
    return Optional.ofNullable(
        switch (this) {
          case LIVENESS -> container.getLivenessProbe();
          case READINESS -> container.getReadinessProbe();
          case STARTUP -> container.getStartupProbe();
        });
  }
}
