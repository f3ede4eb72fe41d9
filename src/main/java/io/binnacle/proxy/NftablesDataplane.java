package io.binnacle.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.process.CommandException;
import io.binnacle.process.CommandRunner;
import io.binnacle.proxy.NftablesRuleset.Names;
import io.binnacle.proxy.NftablesRuleset.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table in the kernel, in the network namespace that the process runs in. One call at a time;
 * calls block. Failures are {@link CommandException}s whose message is fit for an operator.
 */
public final class NftablesDataplane {
  private final ProxyNode node;
  private final NftablesRuleset ruleset;
  private final CommandRunner commands;
  private Optional<Names> known = Optional.empty();

  public NftablesDataplane(
      ProxyNode node, ProxyConfiguration configuration, CommandRunner commands) {
    this.node = node;
    this.ruleset = new NftablesRuleset(node, configuration);
    this.commands = commands;
  }

  /** Brings the rules to the ports, in one step. */
  public void apply(List<ServicePort> ports) {
    Names before = known.orElseGet(this::read);
    Transaction transaction = ruleset.update(ports, before);
    CommandRunner.Result result = nft(transaction.text());
    if (!result.succeeded() && !before.equals(Names.NONE)) {
      // The table may have been changed behind our back, or be of another version: made anew.
      transaction = ruleset.update(ports, Names.NONE);
      result = nft(removal(node) + transaction.text());
    }
    if (!result.succeeded()) {
      known = Optional.empty();
      throw failure("nftables rules could not be applied", result);
    }
    known = Optional.of(transaction.names());
  }

  /** Removes the table of a node. */
  public static void remove(ProxyNode node, CommandRunner commands) {
    CommandRunner.Result result = commands.run(List.of("nft", "-f", "-"), removal(node));
    if (!result.succeeded()) {
      throw failure("the nftables table could not be removed", result);
    }
  }

  /** Added first, so that it works whether the table is there or not. */
  private static String removal(ProxyNode node) {
    return "add table ip " + node.table() + "\ndelete table ip " + node.table() + "\n";
  }

  private CommandRunner.Result nft(String text) {
    return commands.run(List.of("nft", "-f", "-"), text);
  }

  private static CommandException failure(String what, CommandRunner.Result result) {
    String errors = result.errors().strip();
    String why =
        errors.contains("Operation not permitted")
            ? "this needs root or the capability NET_ADMIN"
            : errors.lines().findFirst().orElse("nft ended with " + result.exitCode());
    return new CommandException(what + ": " + why);
  }

  /** What is in the table: an earlier process may have left it, and its rules are in use. */
  private Names read() {
    CommandRunner.Result result =
        commands.run(List.of("nft", "-j", "list", "table", "ip", node.table()), "");
    if (!result.succeeded()) {
      return Names.NONE;
    }
    Set<String> chains = new HashSet<>();
    Set<String> sets = new HashSet<>();
    try {
      JsonNode listing = Json.read(result.output().getBytes(StandardCharsets.UTF_8));
      for (JsonNode entry : listing.path("nftables")) {
        String chain = entry.path("chain").path("name").asText();
        String set = entry.path("set").path("name").asText();
        if (!chain.isEmpty()) {
          chains.add(chain);
        }
        if (set.startsWith("affinity-")) {
          sets.add(set);
        }
      }
    } catch (IOException e) {
      throw new CommandException("nft gave no readable listing", e);
    }
    return new Names(chains, sets);
  }
}
