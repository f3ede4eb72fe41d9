package io.binnacle.node.runtime.cgroup;

/**
 * What a control group, or the node, uses.
 *
 * @param cpuNanoseconds of processor time since the start
 * @param memoryBytes all that is charged, the page cache included
 * @param workingSetBytes what is left when file pages that were not used lately are given back
 * @param rssBytes anonymous memory
 */
public record CgroupUsage(
    long cpuNanoseconds, long memoryBytes, long workingSetBytes, long rssBytes) {}
