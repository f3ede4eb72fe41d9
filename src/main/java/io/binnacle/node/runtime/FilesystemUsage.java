package io.binnacle.node.runtime;

/**
 * What a filesystem of the runtime holds, such as the one of the images.
 *
 * @param mountpoint a path on that filesystem
 */
public record FilesystemUsage(String mountpoint, long usedBytes, long usedInodes) {}
