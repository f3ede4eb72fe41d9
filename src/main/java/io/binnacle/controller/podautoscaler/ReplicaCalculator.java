package io.binnacle.controller.podautoscaler;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.HashMap;
import java.util.Map;

/**
 * How many replicas make the use of each what it should be. Pods of which nothing is known are
 * taken for what changes least: on the way up for idle, on the way down for busy.
 */
final class ReplicaCalculator {
  private static final int WHOLE = 100;

  /** A use that is off by no more than this changes nothing. */
  record Tolerance(double up, double down) {
    boolean covers(double ratio) {
      return ratio >= 1 - down && ratio <= 1 + up;
    }
  }

  /**
   * What comes out.
   *
   * @param utilization percent of what is requested; only where that is asked for
   * @param average the use of a pod in thousandths
   */
  record Proposal(int replicas, long utilization, long average) {}

  private final PodGroups groups;
  private final Map<String, Long> usage = new HashMap<>();
  private final int current;
  private final Tolerance tolerance;

  ReplicaCalculator(
      PodGroups groups, Map<String, PodUsage.Sample> samples, int current, Tolerance tolerance) {
    this.groups = groups;
    this.current = current;
    this.tolerance = tolerance;
    for (ApiObject pod : groups.ready) {
      PodUsage.Sample sample = samples.get(pod.name());
      if (sample != null) {
        usage.put(pod.name(), sample.milli());
      }
    }
  }

  /**
   * By the part of what is requested.
   *
   * @param requests of each pod in thousandths
   * @param percent what it should be
   */
  Proposal byUtilization(Map<String, Long> requests, int percent) throws MetricFailure {
    requireUsage();
    long utilization = utilization(requests);
    double ratio = (double) utilization / percent;
    Proposal now = new Proposal(current, utilization, average());
    return decide(
        ratio,
        now,
        pod -> busy(requests, pod, percent),
        () -> (double) utilization(requests) / percent);
  }

  private static long busy(Map<String, Long> requests, ApiObject pod, int percent) {
    return requests.getOrDefault(pod.name(), 0L) * Math.max(WHOLE, percent) / WHOLE;
  }

  /**
   * By the use itself.
   *
   * @param target what it should be on average, in thousandths
   */
  Proposal byAverage(long target) throws MetricFailure {
    requireUsage();
    double ratio = (double) average() / target;
    return decide(
        ratio,
        new Proposal(current, 0, average()),
        pod -> target,
        () -> (double) average() / target);
  }

  private void requireUsage() throws MetricFailure {
    if (usage.isEmpty()) {
      throw new MetricFailure(
          "FailedGetResourceMetric",
          "did not receive metrics for targeted pods (pods might be unready)");
    }
  }

  private long utilization(Map<String, Long> requests) throws MetricFailure {
    long requested = 0;
    long used = 0;
    for (var entry : usage.entrySet()) {
      requested += requests.getOrDefault(entry.getKey(), 0L);
      used += entry.getValue();
    }
    if (requested == 0) {
      throw new MetricFailure("FailedGetResourceMetric", "no metrics returned matched known pods");
    }
    return used * WHOLE / requested;
  }

  private long average() {
    return usage.values().stream().mapToLong(Long::longValue).sum() / usage.size();
  }

  private interface Busy {
    long of(ApiObject pod);
  }

  private interface Ratio {
    double again() throws MetricFailure;
  }

  private Proposal decide(double ratio, Proposal now, Busy busy, Ratio again) throws MetricFailure {
    boolean upWithUnready = !groups.unready.isEmpty() && ratio > 1;
    if (!upWithUnready && groups.missing.isEmpty()) {
      return tolerance.covers(ratio) ? now : with(now, (int) Math.ceil(ratio * usage.size()));
    }
    for (ApiObject pod : groups.missing) {
      usage.put(pod.name(), ratio < 1 ? busy.of(pod) : 0L);
    }
    if (upWithUnready) {
      groups.unready.forEach(pod -> usage.put(pod.name(), 0L));
    }
    double cautious = again.again();
    boolean turned = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
    if (turned || tolerance.covers(cautious)) {
      return now;
    }
    int replicas = (int) Math.ceil(cautious * usage.size());
    boolean wrongWay = cautious < 1 ? replicas > current : replicas < current;
    return wrongWay ? now : with(now, replicas);
  }

  private static Proposal with(Proposal now, int replicas) {
    return new Proposal(replicas, now.utilization(), now.average());
  }
}
