package io.binnacle.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.DelayedExecutor;
import io.binnacle.client.InformerFactory;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.process.CommandException;
import io.binnacle.process.CommandRunner;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The routes to the pods of other nodes: each node's range of pod addresses by way of the node's
 * address. Follows the Nodes; what fails is tried again. Only neighbours on the same link are
 * routed to: what lies behind a router, that router must know. {@link #stop} leaves the routes, as
 * pods go on talking while the process is away.
 */
public final class PodRoutes {
  private static final Logger LOG = System.getLogger(PodRoutes.class.getName());
  private static final Duration SETTLE = Duration.ofMillis(200);
  private static final Duration REFRESH = Duration.ofSeconds(60);

  /** Marks routes as ours in the routing table: a number that no routing daemon uses. */
  private static final String ROUTE_PROTOCOL = "98";

  private final String nodeName;
  private final SharedInformer nodes;
  private final CommandRunner commands;
  private final DelayedExecutor timer;
  private final AtomicBoolean requested = new AtomicBoolean();
  private final Map<String, String> applied = new HashMap<>();
  private final Map<String, String> problems = new HashMap<>();
  private volatile boolean running;

  /**
   * @param nodeName this node, which needs no route to itself
   * @param informers with the identity of the node
   * @param commands finds {@code ip}
   * @param timer also runs the commands, which block
   */
  public PodRoutes(
      String nodeName, InformerFactory informers, CommandRunner commands, DelayedExecutor timer) {
    this.nodeName = nodeName;
    this.nodes = informers.informer(Resources.NODES, ListOptions.allNamespaces());
    this.commands = commands;
    this.timer = timer;
  }

  /** Begins to follow the nodes. Returns at once; to be called once. */
  public void start() {
    running = true;
    nodes.addHandler(new Changes());
    nodes.start();
    refresh();
  }

  /** Ends following the nodes; the routes stay. */
  public void stop() {
    running = false;
  }

  /**
   * Removes all routes within the range of the cluster's pods that were added here.
   *
   * @param podCidr the range of all pods
   */
  public static void remove(String podCidr, CommandRunner commands) {
    // Nothing to remove is no failure.
    commands.run(List.of("ip", "route", "flush", "root", podCidr, "proto", ROUTE_PROTOCOL), "");
  }

  private void refresh() {
    if (running) {
      request();
      timer.execute(this::renew, REFRESH);
    }
  }

  /** Somebody may have changed the routing table: all routes are set anew. */
  private void renew() {
    synchronized (this) {
      applied.clear();
    }
    refresh();
  }

  private void request() {
    if (running && requested.compareAndSet(false, true)) {
      timer.execute(this::synchronize, SETTLE);
    }
  }

  private synchronized void synchronize() {
    // Reset first: a change from here on asks for the next round.
    requested.set(false);
    if (!running) {
      return;
    }
    if (!nodes.hasSynced()) {
      request();
      return;
    }
    Map<String, String> wanted = wanted(nodes.lister().list("", LabelSelector.everything()));
    wanted.forEach((range, address) -> {
      if (!address.equals(applied.get(range))) {
        add(range, address);
      }
    });
    for (String range : List.copyOf(applied.keySet())) {
      if (!wanted.containsKey(range)) {
        delete(range);
      }
    }
  }

  /** Addresses of the other nodes by the ranges of their pods. */
  Map<String, String> wanted(List<ApiObject> all) {
    Map<String, String> wanted = new HashMap<>();
    for (ApiObject node : all) {
      String range = node.tree().path("spec").path("podCIDR").asText();
      String address = internalIp(node);
      if (!node.name().equals(nodeName) && !range.isEmpty() && !address.isEmpty()) {
        wanted.put(range, address);
      }
    }
    return wanted;
  }

  private static String internalIp(ApiObject node) {
    for (JsonNode address : node.tree().path("status").path("addresses")) {
      if (address.path("type").asText().equals("InternalIP")) {
        return address.path("address").asText();
      }
    }
    return "";
  }

  private void add(String range, String address) {
    try {
      String route = ip("route", "get", address);
      if (route.startsWith("local ") || route.contains(" via ")) {
        LOG.log(Level.DEBUG, "{0} is no neighbour: its pods are left to routers", address);
        applied.put(range, address);
        return;
      }
      ip("route", "replace", range, "via", address, "proto", ROUTE_PROTOCOL);
      applied.put(range, address);
      problems.remove(range);
      LOG.log(Level.DEBUG, "The pods of {0} are reached by way of {1}", range, address);
    } catch (CommandException e) {
      problem(range, String.valueOf(e.getMessage()));
    }
  }

  private void delete(String range) {
    try {
      ip("route", "del", range, "proto", ROUTE_PROTOCOL);
    } catch (CommandException e) {
      LOG.log(Level.DEBUG, "The route to {0} is gone already: {1}", range, e.getMessage());
    }
    applied.remove(range);
  }

  /** Told once, not with each try. */
  private void problem(String range, String why) {
    if (!why.equals(problems.put(range, why))) {
      LOG.log(Level.WARNING, "Pods of {0} may be out of reach: {1}", range, why);
    }
  }

  private String ip(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    CommandRunner.Result result = commands.run(List.of(command), "");
    if (!result.succeeded()) {
      throw new CommandException(String.join(" ", command) + ": " + result.errors().strip());
    }
    return result.output();
  }

  /** A heartbeat changes a Node too; it leads to a look at the cache, not to a command. */
  private final class Changes implements ResourceEventHandler {
    @Override
    public void onAdd(ApiObject object) {
      request();
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      request();
    }

    @Override
    public void onDelete(ApiObject last) {
      request();
    }
  }
}
