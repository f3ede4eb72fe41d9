package io.binnacle.client;

/**
 * Who reports an event.
 *
 * @param component such as {@code kubelet} or {@code replication-controller}
 * @param host the node, empty for components of the control plane
 */
public record EventSource(String component, String host) {}
