package io.binnacle.node.probe;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest results of all probes, by container id. Safe for any thread. */
public final class ProbeResults {
  private final Map<ProbeType, Map<String, ProbeResult>> results = new EnumMap<>(ProbeType.class);

  public ProbeResults() {
    for (ProbeType type : ProbeType.values()) {
      results.put(type, new ConcurrentHashMap<>());
    }
  }

  /** Empty where no such probe runs for the container (or not yet). */
  public Optional<ProbeResult> get(ProbeType type, String containerId) {
    return Optional.ofNullable(of(type).get(containerId));
  }

  /** Gives whether the result is another than before. */
  public boolean set(ProbeType type, String containerId, ProbeResult result) {
    return of(type).put(containerId, result) != result;
  }

  public void remove(ProbeType type, String containerId) {
    of(type).remove(containerId);
  }

  private Map<String, ProbeResult> of(ProbeType type) {
    Map<String, ProbeResult> ofType = results.get(type);
    if (ofType == null) {
      throw new IllegalStateException("no results of " + type);
    }
    return ofType;
  }
}
