package io.binnacle.node.pod;

import io.binnacle.node.runtime.PodSandboxSpec.DnsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What pods need to know of the network of their node.
 *
 * @param hostIps addresses of the node, the primary one first
 * @param clusterDns addresses of the cluster's DNS servers; empty for none
 * @param resolvConf the host's own
 */
public record NodeNetwork(
    List<String> hostIps, List<String> clusterDns, String clusterDomain, Path resolvConf) {

  /** The host's own DNS configuration; empty where the host has none. */
  DnsConfig hostDns() {
    List<String> servers = new ArrayList<>();
    List<String> searches = new ArrayList<>();
    List<String> options = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(resolvConf)) {
        List<String> words = Arrays.asList(line.strip().split("\\s+"));
        List<String> values = words.subList(1, words.size());
        switch (words.getFirst()) {
          case "nameserver" -> servers.addAll(values);
          case "search" -> {
            searches.clear();
            searches.addAll(values);
          }
          case "options" -> options.addAll(values);
          default -> {
            // Comments and what pods do not take over.
          }
        }
      }
    } catch (IOException e) {
      return new DnsConfig(List.of(), List.of(), List.of());
    }
    return new DnsConfig(servers, searches, options);
  }
}
