package io.binnacle.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of the result.
 *
 * @param items that were made, changed or removed; 0 where nothing is counted
 * @param facts whatever else was found, by name
 */
record Measurement(
    String scenario,
    String phase,
    long items,
    Duration taken,
    Usage used,
    Map<String, ? extends Number> facts) {
  private static final double MILLIS = 1000;
  private static final long MEBI = 1 << 20;

  private double seconds() {
    return Math.max(1, taken.toMillis()) / MILLIS;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("scenario", scenario);
    json.put("phase", phase);
    json.put("items", items);
    json.put("seconds", seconds());
    json.put("itemsPerSecond", items / seconds());
    json.put("serverCpuSeconds", seconds(used.serverCpu()));
    json.put("serverCores", seconds(used.serverCpu()) / seconds());
    json.put("storeCpuSeconds", seconds(used.storeCpu()));
    json.put("serverResidentMebibytes", used.residentBytes() / MEBI);
    json.put("storeWrites", used.mutations());
    json.put("storeWritesPerSecond", used.mutations() / seconds());
    json.put("storeCommits", used.commits());
    new TreeMap<>(facts).forEach((name, value) -> json.set(name, Json.mapper().valueToTree(value)));
    return json;
  }
}
