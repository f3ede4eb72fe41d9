package io.binnacle.node.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A pod's sandbox: its network namespace and what its containers share.
 *
 * @param attempt raised for each new sandbox of the same pod
 * @param hostname of the pod; empty with host network
 * @param logDirectory where container logs go
 * @param cgroupParent the pod's own cgroup, made and limited by the agent; empty for the runtime's
 *     default
 */
public record PodSandboxSpec(
    String namespace,
    String name,
    String uid,
    int attempt,
    String hostname,
    Path logDirectory,
    Map<String, String> labels,
    Map<String, String> annotations,
    DnsConfig dns,
    List<PortMapping> portMappings,
    boolean hostNetwork,
    boolean hostPid,
    boolean hostIpc,
    boolean shareProcessNamespace,
    boolean privileged,
    String cgroupParent,
    Map<String, String> sysctls) {

  /** The content of resolv.conf. */
  public record DnsConfig(List<String> servers, List<String> searches, List<String> options) {}

  /** A host port that leads to a container port. The protocol is TCP, UDP or SCTP. */
  public record PortMapping(String protocol, int containerPort, int hostPort, String hostIp) {}
}
