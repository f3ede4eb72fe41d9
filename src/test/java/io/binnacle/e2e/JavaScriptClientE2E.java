package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Kubernetes' own JavaScript client works unchanged. Skipped where there is no Node.js, or no
 * registry from which npm can fetch the client.
 */
@ExtendWith(ClusterExtension.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = FuzzE2E.CLUSTER_WIDE_OBJECTS, mode = ResourceAccessMode.READ)
class JavaScriptClientE2E {
  private static final String CLIENT = "@kubernetes/client-node@1.4.0";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void objectsAreWrittenPatchedAppliedAndFollowed(
      ClusterHarness cluster, TestNamespace namespace, @TempDir Path folder) throws IOException {
    assumeThat(isThere("node") && isThere("npm")).as("Node.js and npm are installed").isTrue();
    Command.Result fetched =
        Command.run(
            folder,
            Map.of(),
            List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", CLIENT),
            "",
            LIMIT);
    assumeThat(fetched.succeeded()).as("npm fetches the client: " + fetched).isTrue();
    Path script = folder.resolve("client.mjs");
    try (InputStream source = getClass().getResourceAsStream("/javascript/client.mjs")) {
      Files.copy(source, script);
    }

    Command.Result ran;
    try (GadgetDefinition definition = GadgetDefinition.create(cluster, namespace)) {
      ran =
          Command.run(
              folder,
              Map.of("KUBECONFIG", cluster.kubeconfig().toString()),
              List.of(
                  "node",
                  script.toString(),
                  folder.toString(),
                  namespace.name(),
                  definition.group()),
              "",
              LIMIT);
    }

    assertThat(ran.succeeded()).as(ran.toString()).isTrue();
    assertThat(ran.output().lines())
        .containsExactly(
            "created true",
            "read 1",
            "merged 2",
            "applied 2 blue",
            "owner script",
            "followed add delete",
            "gone 404",
            "custom 1",
            "custom applied blue by script",
            "custom merged 2 Ready",
            "custom refused 422",
            "custom followed 2",
            "leader first",
            "refused 409",
            "renewed first");
  }

  private static boolean isThere(String program) {
    try {
      return Command.run(Path.of("/"), Map.of(), List.of(program, "--version"), "", LIMIT)
          .succeeded();
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
