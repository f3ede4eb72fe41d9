package io.binnacle.app.bench;

import io.binnacle.configuration.ConfigurationException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Scenarios that are measured together, with the options that they have and what is usual. */
enum Suite {
  /** Controllers, scheduler and what is below them, with simulated nodes. */
  CONTROLLERS(
      Map.ofEntries(
          Map.entry("only", "deployment,heartbeat,quota,idle"),
          Map.entry("nodes", "500"),
          Map.entry("replicas", "15000"),
          Map.entry("update", "1000"),
          Map.entry("heartbeat-nodes", "2000"),
          Map.entry("heartbeat-seconds", "300"),
          Map.entry("creators", "100"),
          Map.entry("slots", "60"),
          Map.entry("rounds", "100"),
          Map.entry("objects", "10000"),
          Map.entry("idle-seconds", "60"))) {
    @Override
    List<Scenario> scenarios(BenchOptions options) {
      return List.of(
          new DeploymentScenario(
              options.number("nodes"), options.number("replicas"), options.number("update")),
          new HeartbeatScenario(
              options.number("heartbeat-nodes"), options.seconds("heartbeat-seconds")),
          new QuotaScenario(
              options.number("creators"), options.number("slots"), options.number("rounds")),
          new IdleScenario(options.number("objects"), options.seconds("idle-seconds")));
    }
  },

  /** Store and transport: single requests, as ratios of what the platform can do at best. */
  STORE(
      Map.ofEntries(
          Map.entry(
              "only",
              "mixed,create,update,patch,get,list-500,list-16000,watch-1000,watch-10000,resident"),
          Map.entry("clients", "32"),
          Map.entry("list-clients", "4"),
          Map.entry("seconds", "20"),
          Map.entry("events", "10"),
          Map.entry("resident", "200000"))) {
    @Override
    List<Scenario> scenarios(BenchOptions options) {
      LoadRun run = new LoadRun(options.number("clients"), options.seconds("seconds"));
      LoadRun lists = new LoadRun(options.number("list-clients"), run.length());
      int events = options.number("events");
      // What is compared with the bare servlet comes late: compilers are busy for minutes, and the
      // longer the more there is to compile.
      return List.of(
          new WriteScenario(WriteScenario.Kind.MIXED, run),
          new WriteScenario(WriteScenario.Kind.CREATE, run),
          new WriteScenario(WriteScenario.Kind.UPDATE, run),
          new WriteScenario(WriteScenario.Kind.PATCH, run),
          new ReadScenario("get", 1, run),
          new ReadScenario("list-500", 500, lists),
          new ReadScenario("list-16000", 16_000, lists),
          new WatchScenario(1000, events),
          new WatchScenario(10_000, events),
          new ResidentScenario(options.number("resident"), run));
    }
  };

  private final Map<String, String> defaults;

  Suite(Map<String, String> defaults) {
    this.defaults = defaults;
  }

  /** Those of the suite, in the order in which they run. */
  abstract List<Scenario> scenarios(BenchOptions options);

  /** By option, with those that every suite has. */
  Map<String, String> defaults() {
    Map<String, String> all = new TreeMap<>(defaults);
    all.put("json", "");
    return all;
  }

  /**
   * @throws ConfigurationException where there is none
   */
  static Suite named(String name) {
    for (Suite suite : values()) {
      if (suite.name().toLowerCase(Locale.ROOT).equals(name)) {
        return suite;
      }
    }
    throw new ConfigurationException(List.of("there is no bench '" + name + "'"));
  }
}
