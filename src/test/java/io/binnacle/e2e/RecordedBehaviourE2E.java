package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays recorded behaviour of Kubernetes 1.28 against a server that is set up as the recorded one
 * was. The recordings are no part of this project: {@code -Dbinnacle.golden} names the folder that
 * has them, and without it the test is skipped. {@link RecordedDifferences} tells in what 1.36
 * answers otherwise.
 */
class RecordedBehaviourE2E {
  private static final String FOLDER = System.getProperty("binnacle.golden", "");
  private static final String TOKEN = "recorded-admin";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Test
  void answersAreThoseOfKubernetes(@TempDir Path folder) throws IOException {
    assumeThat(FOLDER).as("-Dbinnacle.golden names the folder of the recordings").isNotEmpty();
    Path tokens = folder.resolve("tokens.csv");
    Files.writeString(tokens, TOKEN + ",admin,,\"system:masters\"\n");
    try (ClusterHarness cluster = ClusterHarness.start(settings(tokens))) {
      Command.Result replayed =
          Command.run(
              Path.of(FOLDER),
              Map.of(),
              List.of(
                  "node",
                  "replay.mjs",
                  "--server",
                  "https://127.0.0.1:" + cluster.port(),
                  "--token",
                  TOKEN,
                  "--insecure",
                  "--concurrency",
                  "4",
                  "--verbose"),
              "",
              LIMIT);
      assertThat(replayed.output()).containsPattern("\\d+ passed, \\d+ failed");
      RecordedDifferences known = RecordedDifferences.load();
      assertThat(known.unexplained(replayed.output())).isEmpty();
      assertThat(known.unused()).isEmpty();
    }
  }

  private static Map<String, String> settings(Path tokens) {
    return Map.of(
        "BINNACLE_ROLES", "control-plane",
        "BINNACLE_SCHEDULER_ENABLED", "false",
        "BINNACLE_AUTHORIZATION_MODE", "AlwaysAllow",
        "BINNACLE_AUTHENTICATION_TOKEN_FILE", tokens.toString(),
        "BINNACLE_ADMISSION_DISABLE_PLUGINS",
            "ServiceAccount,DefaultStorageClass,DefaultTolerationSeconds,"
                + "StorageObjectInUseProtection,MutatingAdmissionWebhook,"
                + "ValidatingAdmissionWebhook");
  }
}
