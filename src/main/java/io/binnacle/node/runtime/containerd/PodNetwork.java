package io.binnacle.node.runtime.containerd;

/**
 * The network of a node's pods.
 *
 * @param podCidr this node's range, such as {@code 10.244.0.0/24}
 * @param clusterCidr the range of all nodes' pods: traffic to it keeps the pod's address, all other
 *     traffic leaves with the node's
 * @param mtu of the pods' interfaces; 0 for the kernel's default
 */
public record PodNetwork(String podCidr, String clusterCidr, int mtu) {}
