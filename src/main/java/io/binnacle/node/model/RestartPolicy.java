package io.binnacle.node.model;

import org.jspecify.annotations.Nullable;

/** When containers that ended are started again. */
public enum RestartPolicy {
  ALWAYS,
  ON_FAILURE,
  NEVER;

  /** The policy for its name in the API; the default for none. */
  public static RestartPolicy of(@Nullable String name) {
    return switch (name == null ? "" : name) {
      case "OnFailure" -> ON_FAILURE;
      case "Never" -> NEVER;
      default -> ALWAYS;
    };
  }
}
