package io.binnacle.scheduler.framework;

/** Orders the pods that wait. A profile has exactly one, and all profiles have the same. */
public interface QueueSortPlugin extends Plugin {
  /** Negative when the first pod goes before the second. Called under the queue's lock. */
  int compare(QueuedPodInfo first, QueuedPodInfo second);
}
