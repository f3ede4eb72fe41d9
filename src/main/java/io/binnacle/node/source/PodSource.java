package io.binnacle.node.source;

/** Where pods come from. */
public interface PodSource extends AutoCloseable {
  /** Begins to tell the listener of pods. To be called once. */
  void start(PodListener listener);

  /** Whether the listener has been told of all pods that there were at the start. */
  boolean hasSynced();

  @Override
  void close();
}
