package io.binnacle.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.configuration.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
  @Test
  void takesWhatIsSaidAndTheDefaultsOtherwise() {
    BenchOptions options =
        BenchOptions.parse(
            List.of("--nodes", "20", "--only", "deployment,quota", "--json", "result.json"));

    assertThat(options.number("nodes")).isEqualTo(20);
    assertThat(options.number("replicas")).isEqualTo(15_000);
    assertThat(options.seconds("heartbeat-seconds")).isEqualTo(Duration.ofMinutes(5));
    assertThat(options.wants("quota")).isTrue();
    assertThat(options.wants("heartbeat")).isFalse();
    assertThat(options.json()).containsExactly(Path.of("result.json"));
  }

  @Test
  void refusesWhatIsNoOptionAndWhatIsNoNumber() {
    assertThatThrownBy(() -> BenchOptions.parse(List.of("--wrong", "1")))
        .isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> BenchOptions.parse(List.of("--nodes")))
        .isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> BenchOptions.parse(List.of("--nodes", "many")).number("nodes"))
        .isInstanceOf(ConfigurationException.class);
  }
}
