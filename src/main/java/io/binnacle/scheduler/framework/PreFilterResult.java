package io.binnacle.scheduler.framework;

import java.util.Optional;
import java.util.Set;

/**
 * What a preFilter answers.
 *
 * @param nodeNames the only nodes that come into question; empty for all
 */
public record PreFilterResult(Status status, Optional<Set<String>> nodeNames) {
  public static final PreFilterResult SUCCESS =
      new PreFilterResult(Status.SUCCESS, Optional.empty());
  public static final PreFilterResult SKIP = new PreFilterResult(Status.SKIP, Optional.empty());

  public static PreFilterResult of(Status status) {
    return new PreFilterResult(status, Optional.empty());
  }

  public static PreFilterResult onlyNodes(Set<String> nodeNames) {
    return new PreFilterResult(Status.SUCCESS, Optional.of(Set.copyOf(nodeNames)));
  }
}
