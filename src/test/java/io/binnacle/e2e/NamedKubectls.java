package io.binnacle.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kubectls of several releases that are on this machine, each by a name of its own such as
 * {@code kubectl.1.30}: on the PATH, beside a Google Cloud CLI, or in the folders that {@code
 * -Dbinnacle.kubectls} names. Where there is none, the one kubectl that other tests use.
 */
final class NamedKubectls {
  /** A release and its program; tests show it by its name. */
  record Named(String name, Path program) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<String> RELEASES = List.of("1.28", "1.30", "1.32", "1.33");
  private static final List<String> NAMES = List.of("kubectl.%s", "kubectl-%s", "kubectl%s");
  private static final String CLOUD_CLI = "/usr/lib/google-cloud-sdk/bin";

  private NamedKubectls() {}

  static Stream<Named> present() {
    List<Named> found = new ArrayList<>();
    for (String release : RELEASES) {
      candidates(release)
          .filter(Files::isExecutable)
          .findFirst()
          .ifPresent(program -> found.add(new Named("kubectl " + release, program)));
    }
    if (found.isEmpty()) {
      KubectlProgram.Search search = KubectlProgram.find();
      found.add(
          new Named(
              "kubectl",
              search.program().orElseThrow(() -> new IllegalStateException(search.problem()))));
    }
    return found.stream();
  }

  private static Stream<Path> candidates(String release) {
    String folders =
        String.join(
            ":",
            System.getProperty("binnacle.kubectls", ""),
            System.getenv().getOrDefault("PATH", ""),
            CLOUD_CLI);
    return Stream.of(folders.split(":"))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name.formatted(release))));
  }
}
