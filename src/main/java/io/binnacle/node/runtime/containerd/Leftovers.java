package io.binnacle.node.runtime.containerd;

import io.binnacle.node.files.FileTrees;
import io.binnacle.node.files.MountTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds and ends what a containerd leaves: the shims of pods with their containers, and mounts. All
 * is recognised by this home's own paths, so that other homes and other runtimes on the machine are
 * never touched.
 */
final class Leftovers {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Path PLUGIN_RESULTS = Path.of("/var/lib/cni/results");
  private static final int LOOKS = 2;
  private static final Duration END = Duration.ofSeconds(10);
  private static final Duration UNMOUNT = Duration.ofSeconds(20);

  private final ContainerdSettings settings;
  private final Commands commands;

  Leftovers(ContainerdSettings settings, Commands commands) {
    this.settings = settings;
    this.commands = commands;
  }

  /**
   * Ends daemons of this home, those too that no file names yet: a server that was killed while it
   * started one leaves a process that writes its file, and becomes the daemon, when it is given the
   * time.
   */
  void endDaemons(Consumer<ProcessHandle> end) throws IOException {
    String configuration = settings.configuration().toString();
    // A process may have made another just before it was ended.
    for (int look = 0; look < LOOKS; look++) {
      processes(arguments -> arguments.contains(configuration)).forEach(end);
    }
  }

  /** Kills all shims of this containerd and the containers under them. */
  void endShims() throws IOException {
    for (ProcessHandle shim : processes(this::isShim)) {
      List<ProcessHandle> family = new ArrayList<>(shim.descendants().toList());
      family.add(shim);
      family.forEach(ProcessHandle::destroyForcibly);
      family.forEach(process -> ContainerdProcess.ended(process, END));
    }
  }

  private boolean isShim(List<String> arguments) {
    int address = arguments.indexOf("-address");
    return address > 0
        && address + 1 < arguments.size()
        && arguments.getFirst().contains("containerd-shim")
        && arguments.get(address + 1).equals(settings.socket().toString());
  }

  private static List<ProcessHandle> processes(Predicate<List<String>> wanted) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        if (wanted.test(arguments(process))) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static List<String> arguments(Path process) {
    try {
      byte[] commandLine = Files.readAllBytes(process.resolve("cmdline"));
      return List.of(new String(commandLine, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** Unmounts all below the directory, the innermost first; gives what could not be unmounted. */
  List<String> unmount() throws IOException {
    for (String mount : mounts()) {
      if (!commands.run(UNMOUNT, "umount", mount).succeeded()) {
        // Held by a process that is about to end: detached now, gone with it.
        commands.run(UNMOUNT, "umount", "-l", mount);
      }
    }
    return mounts();
  }

  private List<String> mounts() throws IOException {
    Path directory = settings.directory().toRealPath();
    return MountTable.below(directory).stream()
        .filter(mount -> !mount.equals(directory))
        .map(Path::toString)
        .toList();
  }

  /** Deletes what plug-ins remember of pods that are gone, and the addresses that they held. */
  void forgetNetworks() throws IOException {
    FileTrees.delete(settings.addresses());
    if (!Files.isDirectory(PLUGIN_RESULTS)) {
      return;
    }
    String ours = settings.network() + "-";
    try (DirectoryStream<Path> results = Files.newDirectoryStream(PLUGIN_RESULTS, ours + "*")) {
      for (Path result : results) {
        // Named network-sandbox-interface; the loopback's network has the same name in all homes.
        String rest = result.getFileName().toString().substring(ours.length());
        String sandbox = rest.contains("-") ? rest.substring(0, rest.indexOf('-')) : rest;
        Files.deleteIfExists(PLUGIN_RESULTS.resolve("cni-loopback-" + sandbox + "-lo"));
        Files.deleteIfExists(result);
      }
    }
  }
}
