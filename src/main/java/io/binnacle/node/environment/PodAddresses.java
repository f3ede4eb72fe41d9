package io.binnacle.node.environment;

import java.util.List;

/** The addresses of a pod and of its node, the primary one first. */
public record PodAddresses(List<String> podIps, List<String> hostIps) {}
