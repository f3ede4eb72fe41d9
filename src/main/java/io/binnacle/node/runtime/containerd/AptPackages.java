package io.binnacle.node.runtime.containerd;

import io.binnacle.node.files.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fetches Debian packages, with those that they need, and unpacks them below a directory: nothing
 * is installed and root is not needed. The machine's own apt configuration decides where from; its
 * package lists are used, or private ones where it has none or old ones.
 */
final class AptPackages {
  private static final System.Logger LOGGER = System.getLogger(AptPackages.class.getName());
  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final Duration FETCH = Duration.ofMinutes(10);

  private final Commands commands;
  private final Path work;

  /**
   * @param work a directory for what is fetched; may be deleted when nothing runs
   */
  AptPackages(Commands commands, Path work) {
    this.commands = commands;
    this.work = work;
  }

  /** Unpacks the packages and what they need and the machine lacks; gives their names. */
  Set<String> unpack(List<String> packages, Path target) throws UnavailableException, IOException {
    Files.createDirectories(work);
    Set<String> names;
    Path archives = Files.createTempDirectory(work, "archives");
    try {
      names = fetch(packages, archives, List.of());
    } catch (UnavailableException outdated) {
      LOGGER.log(
          System.Logger.Level.INFO,
          "Reading package lists, since the machine''s do not do: {0}",
          outdated.reason());
      names = fetch(packages, archives, updatePrivateLists());
    }
    try (Stream<Path> files = Files.list(archives)) {
      for (Path archive : files.filter(AptPackages::isArchive).sorted().toList()) {
        require(
            commands.run(LOOK, "dpkg-deb", "-x", archive.toString(), target.toString()),
            "cannot unpack " + archive.getFileName());
      }
    }
    FileTrees.delete(work);
    return names;
  }

  private static boolean isArchive(Path file) {
    return file.toString().endsWith(".deb");
  }

  private Set<String> fetch(List<String> packages, Path archives, List<String> options)
      throws UnavailableException {
    Set<String> names = closure(packages, options);
    List<String> download = new ArrayList<>(List.of("env", "-C", archives.toString()));
    download.addAll(apt(options));
    download.add("download");
    download.addAll(names);
    require(commands.run(download, Map.of(), FETCH), "cannot download " + String.join(", ", names));
    return names;
  }

  /** What apt would install now for these packages; themselves where it would install nothing. */
  private Set<String> closure(List<String> packages, List<String> options)
      throws UnavailableException {
    List<String> simulate = new ArrayList<>(apt(options));
    simulate.addAll(List.of("--simulate", "--no-install-recommends", "install"));
    simulate.addAll(packages);
    Commands.Result result = commands.run(simulate, Map.of(), LOOK);
    require(result, "apt does not find " + String.join(", ", packages));
    Set<String> names = new LinkedHashSet<>(packages);
    result
        .output()
        .lines()
        .filter(line -> line.startsWith("Inst "))
        .map(line -> line.split(" ")[1])
        // A C library beside the machine's own would break every program that is started with it.
        .filter(name -> !name.startsWith("libc6") && !name.startsWith("libc-"))
        .forEach(names::add);
    return names;
  }

  private List<String> updatePrivateLists() throws UnavailableException, IOException {
    Path lists = work.resolve("lists");
    Path cache = work.resolve("cache");
    Files.createDirectories(lists.resolve("partial"));
    Files.createDirectories(cache.resolve("archives/partial"));
    List<String> options = List.of("-o", "Dir::State::lists=" + lists, "-o", "Dir::Cache=" + cache);
    List<String> update = new ArrayList<>(apt(options));
    update.add("update");
    require(commands.run(update, Map.of(), FETCH), "apt cannot read package lists");
    return options;
  }

  private static List<String> apt(List<String> options) {
    // Without the sandbox apt writes where this user may, not where its own user may.
    List<String> command =
        new ArrayList<>(List.of("apt-get", "-q", "-o", "APT::Sandbox::User=root"));
    command.addAll(options);
    return command;
  }

  private static void require(Commands.Result result, String failure) throws UnavailableException {
    if (!result.succeeded()) {
      throw new UnavailableException(failure + ": " + result.lastLines(2));
    }
  }
}
