package io.binnacle.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.binnacle.testing.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds a kubectl that is new enough: the machine's own, else one from a newer release of Debian,
 * fetched from the mirror that the machine's apt is configured to use and kept for the next run.
 * Nothing is installed.
 */
final class KubectlProgram {
  /** A program, or why there is none. */
  record Search(Optional<Path> program, String problem) {}

  private static final int OLDEST_MINOR = 30;
  private static final String SUITE = "trixie";
  private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration FETCH = Duration.ofMinutes(5);

  private final Path cache;

  private KubectlProgram(Path cache) {
    this.cache = cache;
  }

  /** The one search of this JVM. */
  private static final class Once {
    static final Search SEARCH =
        new KubectlProgram(
                Path.of(System.getProperty("user.home"), ".cache", "binnacle", "kubectl"))
            .search();
  }

  static Search find() {
    return Once.SEARCH;
  }

  private Search search() {
    for (Path candidate : candidates()) {
      if (Files.isExecutable(candidate) && isNewEnough(candidate)) {
        return new Search(Optional.of(candidate), "");
      }
    }
    try {
      return new Search(Optional.of(fetch()), "");
    } catch (IOException | UncheckedIOException e) {
      return new Search(
          Optional.empty(),
          "no kubectl of 1.%d or newer is on the PATH, and none could be fetched: %s"
              .formatted(OLDEST_MINOR, e.getMessage()));
    }
  }

  private List<Path> candidates() {
    List<Path> candidates = new ArrayList<>();
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      candidates.add(Path.of(directory, "kubectl"));
    }
    candidates.add(fetched());
    return candidates;
  }

  private Path fetched() {
    return cache.resolve("usr/bin/kubectl");
  }

  /** Distributions add to the numbers ("32+"), so what is not a digit is left out. */
  private static boolean isNewEnough(Path program) {
    Command.Result result =
        run(LOOK, List.of(program.toString(), "version", "--client", "-o", "json"));
    if (!result.succeeded()) {
      return false;
    }
    try {
      JsonNode version = new JsonMapper().readTree(result.output()).path("clientVersion");
      String minor = version.path("minor").asText().replaceAll("\\D", "");
      return !minor.isEmpty() && Integer.parseInt(minor) >= OLDEST_MINOR;
    } catch (IOException notJson) {
      return false;
    }
  }

  private Path fetch() throws IOException {
    Path work = Files.createTempDirectory("binnacle-kubectl");
    try {
      return fetch(work);
    } finally {
      FileTrees.delete(work);
    }
  }

  private Path fetch(Path work) throws IOException {
    List<String> apt = aptOf(work, mirror());
    require(run(FETCH, with(apt, "update")));
    require(Command.run(work, Map.of(), with(apt, "download", "kubectl"), "", FETCH));
    return unpack(work);
  }

  /** The mirror of this release of Debian: where apt would fetch its index. */
  private static String mirror() throws IOException {
    String release = codename();
    Pattern index = Pattern.compile("'(\\S+)/dists/" + Pattern.quote(release) + "/InRelease'");
    Command.Result uris = run(LOOK, List.of("apt-get", "--print-uris", "update"));
    Matcher matcher = index.matcher(uris.output());
    if (!matcher.find()) {
      throw new IOException("apt has no source of Debian " + release);
    }
    return matcher.group(1);
  }

  private static String codename() throws IOException {
    List<String> release = Files.readAllLines(Path.of("/etc/os-release"));
    if (!release.contains("ID=debian")) {
      throw new IOException("this is no Debian");
    }
    return release.stream()
        .filter(line -> line.startsWith("VERSION_CODENAME="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findFirst()
        .orElseThrow(() -> new IOException("/etc/os-release names no release"));
  }

  /** An apt with sources and a state of its own, and the machine's way to the network. */
  private static List<String> aptOf(Path work, String mirror) throws IOException {
    Path sources = work.resolve("sources.list");
    Files.writeString(sources, "deb [signed-by=%s] %s %s main%n".formatted(KEYRING, mirror, SUITE));
    Files.createDirectories(work.resolve("lists/partial"));
    Files.createDirectories(work.resolve("cache/archives/partial"));
    return List.of(
        "apt-get",
        "-q",
        // Apt's own user may not write here.
        "-o",
        "APT::Sandbox::User=root",
        "-o",
        "Dir::Etc::sourcelist=" + sources,
        "-o",
        "Dir::Etc::sourceparts=-",
        "-o",
        "Dir::State::lists=" + work.resolve("lists"),
        // An installed package of the same name, from elsewhere, must not be preferred.
        "-o",
        "Dir::State::status=/dev/null",
        "-o",
        "Dir::Cache=" + work.resolve("cache"));
  }

  private Path unpack(Path work) throws IOException {
    Path archive;
    try (Stream<Path> files = Files.list(work)) {
      archive = files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
    }
    Path tree = work.resolve("tree");
    require(run(LOOK, List.of("dpkg-deb", "-x", archive.toString(), tree.toString())));
    Files.createDirectories(fetched().getParent());
    // Another run may do the same: the file appears whole.
    Path beside = Files.createTempFile(fetched().getParent(), "kubectl", null);
    Files.copy(
        tree.resolve("usr/bin/kubectl"),
        beside,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(beside, fetched(), StandardCopyOption.ATOMIC_MOVE);
    if (!isNewEnough(fetched())) {
      throw new IOException("the kubectl of Debian " + SUITE + " is too old");
    }
    return fetched();
  }

  private static List<String> with(List<String> command, String... arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return all;
  }

  private static Command.Result run(Duration limit, List<String> command) {
    return Command.run(Path.of("/"), Map.of(), command, "", limit);
  }

  private static void require(Command.Result result) throws IOException {
    if (!result.succeeded()) {
      throw new IOException(result.toString());
    }
  }
}
