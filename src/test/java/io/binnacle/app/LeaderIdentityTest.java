package io.binnacle.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.configuration.ClusterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderIdentityTest {
  @TempDir Path home;

  private LeaderIdentity identity() {
    return new LeaderIdentity(new ClusterFiles(home));
  }

  @Test
  void isTheSameAtEveryStartOfAHome() {
    assertThat(identity().name()).isEqualTo(identity().name()).endsWith(identity().id());
  }

  @Test
  void isAnotherInAnotherHomeOfTheSamePath() throws IOException {
    String first = identity().name();
    Files.delete(new ClusterFiles(home).serverId());
    assertThat(identity().name()).isNotEqualTo(first);
  }

  @Test
  void isMadeAnewWhereTheFileIsEmpty() throws IOException {
    Files.createFile(new ClusterFiles(home).serverId());
    String made = identity().id();
    assertThat(made).isNotEmpty().isEqualTo(identity().id());
  }
}
