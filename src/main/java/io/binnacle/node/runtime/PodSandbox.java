package io.binnacle.node.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A sandbox as the runtime knows it. {@code ips} is only filled by a look at the single sandbox.
 */
public record PodSandbox(
    String id,
    String namespace,
    String name,
    String uid,
    int attempt,
    boolean ready,
    Instant createdAt,
    List<String> ips,
    Map<String, String> labels,
    Map<String, String> annotations) {}
