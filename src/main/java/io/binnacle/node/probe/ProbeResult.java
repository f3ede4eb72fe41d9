package io.binnacle.node.probe;

/** What the thresholds of a probe say of a container. */
public enum ProbeResult {
  SUCCESS,
  FAILURE,
  /** No probe has come to a result yet. */
  UNKNOWN
}
