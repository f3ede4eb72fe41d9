package io.binnacle.node.pod;

import java.time.Duration;

/**
 * How long pod workers wait.
 *
 * @param resync between two looks at a pod of which nothing is heard; volumes are refreshed then
 * @param firstBackOff before a container that failed again is restarted
 * @param retry after something that could not be done
 */
public record WorkerTimes(
    Duration resync, Duration firstBackOff, Duration longestBackOff, Duration retry) {
  public static WorkerTimes kubernetes(Duration resync) {
    return new WorkerTimes(
        resync, Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(5));
  }
}
