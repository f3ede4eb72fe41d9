package io.binnacle.node.stats;

import java.time.Instant;

/**
 * What a container, a pod or the node used.
 *
 * @param cpuNanoCores the rate; billionths of a processor
 * @param cpuNanoseconds since the start
 * @param availableBytes up to the limit; -1 where there is none
 */
record Usage(
    Instant at,
    long cpuNanoCores,
    long cpuNanoseconds,
    long memoryBytes,
    long workingSetBytes,
    long rssBytes,
    long availableBytes) {

  static Usage none(Instant at) {
    return new Usage(at, 0, 0, 0, 0, 0, -1);
  }

  Usage plus(Usage other) {
    return new Usage(
        at.isAfter(other.at) ? at : other.at,
        cpuNanoCores + other.cpuNanoCores,
        cpuNanoseconds + other.cpuNanoseconds,
        memoryBytes + other.memoryBytes,
        workingSetBytes + other.workingSetBytes,
        rssBytes + other.rssBytes,
        -1);
  }
}
