package io.binnacle.node.runtime.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the kernel must do for the pods' network: forward, show bridged traffic to the packet
 * filter, and give traffic that leaves the cluster the node's address. All of it happens in the
 * network namespace that the server runs in.
 */
final class NodeNetworking {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ContainerdSettings settings;
  private final RuntimeTools tools;
  private final Commands commands;
  private final Path kernelSettings;

  /**
   * @param kernelSettings {@code /proc/sys}, or a directory like it
   */
  NodeNetworking(
      ContainerdSettings settings, RuntimeTools tools, Commands commands, Path kernelSettings) {
    this.settings = settings;
    this.tools = tools;
    this.commands = commands;
    this.kernelSettings = kernelSettings;
  }

  /** Sets what it can; gives a sentence for each thing that it could not. */
  List<String> prepare() {
    List<String> problems = new ArrayList<>();
    set("net/ipv4/ip_forward", problems, "pods reach neither other nodes nor the outside");
    Path bridge = kernelSettings.resolve("net/bridge/bridge-nf-call-iptables");
    if (!Files.exists(bridge)) {
      commands.run(TIMEOUT, "modprobe", "br_netfilter");
    }
    if (Files.exists(bridge)) {
      set(
          "net/bridge/bridge-nf-call-iptables",
          problems,
          "a pod may not reach itself or its neighbours by a service's address");
    } else {
      problems.add(
          "the kernel module br_netfilter is missing: a pod may not reach its neighbours by a"
              + " service's address");
    }
    return problems;
  }

  private void set(String name, List<String> problems, String consequence) {
    Path file = kernelSettings.resolve(name);
    try {
      if (!Files.readString(file).trim().equals("1")) {
        Files.writeString(file, "1");
      }
    } catch (IOException failed) {
      problems.add("cannot set " + name.replace('/', '.') + ": " + consequence);
    }
  }

  /** Lets pods speak to the outside under the node's address; replaces an earlier rule. */
  void masquerade(PodNetwork network) throws UnavailableException, IOException {
    String rules =
        """
        table ip %1$s
        delete table ip %1$s
        table ip %1$s {
          chain postrouting {
            type nat hook postrouting priority srcnat; policy accept;
            ip saddr %2$s ip daddr != %3$s oifname != "%4$s" masquerade
          }
        }
        """
            .formatted(
                settings.table(), network.podCidr(), network.clusterCidr(), settings.bridge());
    Path file = settings.directory().resolve("masquerade.nft");
    Files.writeString(file, rules);
    Commands.Result result =
        commands.run(TIMEOUT, tools.require("nft").toString(), "-f", file.toString());
    if (!result.succeeded()) {
      throw new UnavailableException(
          "the kernel does not take the rule for traffic of pods: " + result.lastLines(2));
    }
  }

  /** Removes bridge, rule and remembered results of the plug-ins, as far as they are there. */
  void remove() {
    tools
        .locate("ip")
        .ifPresent(ip -> commands.run(TIMEOUT, ip.toString(), "link", "delete", settings.bridge()));
    tools
        .locate("nft")
        .ifPresent(nft ->
            commands.run(
                List.of(nft.toString(), "delete", "table", "ip", settings.table()),
                Map.of(),
                TIMEOUT));
  }
}
