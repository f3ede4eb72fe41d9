package io.binnacle.proxy;

import io.binnacle.process.CommandException;
import io.binnacle.process.CommandRunner;
import java.util.List;

/**
 * The route of the service range. Processes of the host reach virtual addresses only if the kernel
 * has any route for them, since translation comes after the first routing decision. Where the host
 * has a default route nothing is done; otherwise the range is routed to the device with the node's
 * address.
 */
public final class ServiceRoute {
  /** Marks the route as ours in the routing table: a number that no routing daemon uses. */
  private static final String ROUTE_PROTOCOL = "98";

  private final ProxyNode node;
  private final CommandRunner commands;

  public ServiceRoute(ProxyNode node, CommandRunner commands) {
    this.node = node;
    this.commands = commands;
  }

  /** Adds the route if one is needed. */
  public void ensure() {
    String address = node.serviceCidr().split("/")[0];
    if (ip("route", "get", address).succeeded()) {
      return;
    }
    CommandRunner.Result added =
        ip(
            "route",
            "replace",
            node.serviceCidr(),
            "dev",
            device(),
            "src",
            node.nodeAddress(),
            "proto",
            ROUTE_PROTOCOL);
    if (!added.succeeded()) {
      throw new CommandException(
          "the route of the service range could not be added: " + added.errors().strip());
    }
  }

  /** Removes the route if it was added. */
  public void remove() {
    // Nothing to remove is no failure.
    ip("route", "del", node.serviceCidr(), "proto", ROUTE_PROTOCOL);
  }

  /** The device that has the node's address. */
  private String device() {
    CommandRunner.Result addresses =
        ip("-4", "-o", "addr", "show", "to", node.nodeAddress() + "/32");
    String[] words = addresses.output().strip().split("\\s+");
    if (!addresses.succeeded() || words.length < 2) {
      throw new CommandException("no network device has the node's address " + node.nodeAddress());
    }
    return words[1];
  }

  private CommandRunner.Result ip(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return commands.run(List.of(command), "");
  }
}
