package io.binnacle.e2e;

import io.binnacle.node.files.MountTable;
import io.binnacle.node.runtime.containerd.ContainerdSettings;
import io.binnacle.node.runtime.containerd.RuntimeTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a home has on the machine outside its directory: of a cluster that is down, nothing. */
final class NodeTraces {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int CGROUP_DEPTH = 3;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private NodeTraces() {}

  /** Processes, mounts, control groups, network interfaces and packet filter tables, in words. */
  static List<String> of(Path home) {
    String id = ContainerdSettings.below(home).id();
    List<String> traces = new ArrayList<>();
    try {
      processes(home).forEach(traces::add);
      MountTable.below(home).forEach(mount -> traces.add("mount " + mount));
      cgroups(id).forEach(traces::add);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for what is left of " + home, e);
    }
    listed(home, id, "ip", "-brief", "link").forEach(traces::add);
    listed(home, id, "nft", "list", "tables").forEach(traces::add);
    return traces;
  }

  private static List<String> processes(Path home) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process ->
            process.info().commandLine().filter(line -> line.contains(home + "/")).isPresent())
        .map(process -> "process " + process.info().commandLine().orElse(""))
        .toList();
  }

  private static List<String> cgroups(String id) throws IOException {
    if (!Files.isDirectory(CGROUPS)) {
      return List.of();
    }
    try (Stream<Path> groups =
        Files.find(
            CGROUPS,
            CGROUP_DEPTH,
            (path, attributes) ->
                attributes.isDirectory() && path.getFileName().toString().contains(id))) {
      return groups.map(path -> "control group " + path).toList();
    }
  }

  /**
   * The lines of a program's output that name the home's id. Where neither the machine nor the
   * home's packages have the program, nothing can have used it.
   */
  private static List<String> listed(Path home, String id, String... command) {
    Optional<Path> program = RuntimeTools.below(home.resolve("packages")).locate(command[0]);
    if (program.isEmpty()) {
      return List.of();
    }
    List<String> line = new ArrayList<>(List.of(command));
    line.set(0, program.get().toString());
    Command.Result result = Command.run(Path.of("/"), Map.of(), line, "", LIMIT);
    return result.output().lines().filter(text -> text.contains(id)).toList();
  }
}
