package io.binnacle.node.runtime.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  private final ContainerdProcess ending =
      new ContainerdProcess(ContainerdSettings.below(Path.of("/unused")));

  @Test
  void endsADaemonThatNoFileNamesAndNobodyElses(@TempDir Path home, @TempDir Path other)
      throws IOException, InterruptedException {
    ContainerdSettings settings = ContainerdSettings.below(home);
    Process own = waiting(settings);
    Process foreign = waiting(ContainerdSettings.below(other));
    try {
      new Leftovers(settings, new ProcessCommands()).endDaemons(ending::end);

      assertThat(own.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(ContainerdProcess.ended(foreign.toHandle(), Duration.ZERO)).isFalse();
    } finally {
      own.destroyForcibly();
      foreign.destroyForcibly();
    }
  }

  /** As the daemon is before it has written its file. */
  private static Process waiting(ContainerdSettings settings) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            "read line",
            "sh",
            "containerd",
            "--config",
            settings.configuration().toString())
        .start();
  }
}
