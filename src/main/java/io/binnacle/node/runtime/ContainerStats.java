package io.binnacle.node.runtime;

import java.time.Instant;

/**
 * Resource use of one container.
 *
 * @param cpuNanoseconds used since start
 * @param memoryWorkingSetBytes what cannot be reclaimed
 * @param filesystemBytes of the writable layer
 */
public record ContainerStats(
    String containerId,
    Instant at,
    long cpuNanoseconds,
    long memoryWorkingSetBytes,
    long memoryUsageBytes,
    long memoryRssBytes,
    long filesystemBytes,
    long filesystemInodes) {}
