package io.binnacle.node.configuration;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings of the node agent.
 *
 * @param name of the Node; the host's name in lower case where not set
 * @param register whether the agent creates its Node object
 * @param manifestFolder of static pods
 * @param manifestUrl of static pods
 * @param leaseDuration after which the node counts as lost; renewed four times as often
 * @param podCidr the addresses of this node's pods, where the Node object does not say it
 * @param clusterDns addresses of the cluster's DNS servers
 * @param agentPort of the agent's HTTPS server; 0 takes any free port
 * @param containerRuntimeEndpoint socket of a runtime to use; the agent's private one where not set
 * @param labels {@code key=value} that the Node is registered with
 * @param taints {@code key=value:Effect} that the Node is registered with
 * @param systemReserved {@code resource=quantity} kept from pods
 * @param apiServerNames common names of client certificates that may use the agent's server,
 *     besides the group system:masters
 * @param maxParallelImagePulls bound on pulls at a time
 * @param allowedUnsafeSysctls that pods may set besides the safe ones; may end in {@code *}
 */
@ConfigurationPrefix("binnacle.node")
public record NodeConfiguration(
    Optional<String> name,
    @DefaultValue("true") boolean register,
    Optional<Path> manifestFolder,
    Optional<String> manifestUrl,
    @DefaultValue("20s") Duration fileCheckFrequency,
    @DefaultValue("20s") Duration httpCheckFrequency,
    @DefaultValue("10s") Duration statusUpdateFrequency,
    @DefaultValue("40s") Duration leaseDuration,
    @DefaultValue("60s") Duration syncFrequency,
    @DefaultValue("110") @Min(1) @Max(10_000) int maxPods,
    Optional<String> podCidr,
    Optional<String> nodeIp,
    @DefaultValue("") List<String> clusterDns,
    @DefaultValue("cluster.local") @NotBlank String clusterDomain,
    @DefaultValue("10250") @Min(0) @Max(65_535) int agentPort,
    Optional<String> containerRuntimeEndpoint,
    @DefaultValue("") List<String> labels,
    @DefaultValue("") List<String> taints,
    @DefaultValue("") List<String> systemReserved,
    @DefaultValue("kube-apiserver-kubelet-client") List<String> apiServerNames,
    @DefaultValue("4") @Min(1) @Max(64) int maxParallelImagePulls,
    @DefaultValue("") List<String> allowedUnsafeSysctls) {

  /** The name of this agent's Node object. */
  public String nodeName() {
    return name.orElseGet(NodeConfiguration::hostname).toLowerCase(Locale.ROOT);
  }

  /** The host's name, {@code localhost} where it has none. */
  public static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      String fromEnvironment = System.getenv("HOSTNAME");
      return fromEnvironment == null || fromEnvironment.isBlank() ? "localhost" : fromEnvironment;
    }
  }
}
