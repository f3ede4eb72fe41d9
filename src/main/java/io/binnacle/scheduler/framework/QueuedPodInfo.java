package io.binnacle.scheduler.framework;

import java.time.Instant;
import java.util.Set;

/**
 * A pod in the queue. Immutable.
 *
 * @param sequence the order of arrival, to tell pods of the same instant apart
 * @param timestamp when the pod came into the queue, or came back from its last attempt
 * @param attempts how often it was tried
 * @param unschedulablePlugins the plugins that rejected it at the last attempt
 */
public record QueuedPodInfo(
    PodInfo pod, long sequence, Instant timestamp, int attempts, Set<String> unschedulablePlugins) {

  public QueuedPodInfo {
    unschedulablePlugins = Set.copyOf(unschedulablePlugins);
  }

  public QueuedPodInfo withPod(PodInfo newer) {
    return new QueuedPodInfo(newer, sequence, timestamp, attempts, unschedulablePlugins);
  }

  public QueuedPodInfo attempted() {
    return new QueuedPodInfo(pod, sequence, timestamp, attempts + 1, unschedulablePlugins);
  }

  public QueuedPodInfo rejected(Instant when, Set<String> plugins) {
    return new QueuedPodInfo(pod, sequence, when, attempts, plugins);
  }
}
