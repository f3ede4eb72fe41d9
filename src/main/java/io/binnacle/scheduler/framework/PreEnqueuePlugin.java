package io.binnacle.scheduler.framework;

/** Keeps pods out of the queue until they may be scheduled. */
public interface PreEnqueuePlugin extends Plugin {
  /**
   * Called under the queue's lock, again at each change of the pod: memory only, no side effect.
   */
  Status preEnqueue(PodInfo pod);
}
