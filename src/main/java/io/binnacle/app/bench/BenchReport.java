package io.binnacle.app.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result: a table for people, JSON for programs. */
final class BenchReport {
  private static final String ROW = "%-11s %-16s %8s %8s %8s %8s %6s %8s %6s %9s  %s%n";
  private static final List<String> COLUMNS =
      List.of(
          "scenario",
          "phase",
          "items",
          "seconds",
          "itemsPerSecond",
          "serverCpuSeconds",
          "serverCores",
          "storeCpuSeconds",
          "serverResidentMebibytes",
          "storeWritesPerSecond");

  private final PrintStream progress;
  private final List<ObjectNode> rows = new ArrayList<>();

  /**
   * @param progress is told of each measurement at once
   */
  BenchReport(PrintStream progress) {
    this.progress = progress;
    head(progress);
  }

  void add(Measurement measurement) {
    ObjectNode row = measurement.toJson();
    rows.add(row);
    write(row, progress);
  }

  private static void head(PrintStream out) {
    out.printf(
        Locale.ROOT,
        ROW,
        "scenario",
        "phase",
        "items",
        "s",
        "items/s",
        "CPU s",
        "cores",
        "DB CPU s",
        "MiB",
        "writes/s",
        "");
  }

  private static void write(ObjectNode row, PrintStream out) {
    Object[] cells = new Object[COLUMNS.size() + 1];
    for (int i = 0; i < COLUMNS.size(); i++) {
      cells[i] = cell(row.path(COLUMNS.get(i)));
    }
    ObjectNode facts = row.deepCopy();
    facts.remove(COLUMNS);
    facts.remove(List.of("storeWrites", "storeCommits"));
    cells[COLUMNS.size()] = facts.isEmpty() ? "" : facts.toString();
    out.printf(Locale.ROOT, ROW, cells);
  }

  private static String cell(JsonNode value) {
    return value.isFloatingPointNumber()
        ? String.format(Locale.ROOT, value.asDouble() < 10 ? "%.2f" : "%.0f", value.asDouble())
        : value.asText();
  }

  /**
   * @throws IOException where the file cannot be written
   */
  void writeJson(Path file) throws IOException {
    ArrayNode all = Json.mapper().createArrayNode();
    rows.forEach(all::add);
    Files.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
  }
}
