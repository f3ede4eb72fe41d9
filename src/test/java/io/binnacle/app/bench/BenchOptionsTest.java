package io.binnacle.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.configuration.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
  private static BenchOptions parse(List<String> arguments) {
    return BenchOptions.parse(Suite.CONTROLLERS.defaults(), arguments);
  }

  @Test
  void takesWhatIsSaidAndTheDefaultsOtherwise() {
    BenchOptions options =
        parse(List.of("--nodes", "20", "--only", "deployment,quota", "--json", "result.json"));

    assertThat(options.number("nodes")).isEqualTo(20);
    assertThat(options.number("replicas")).isEqualTo(15_000);
    assertThat(options.seconds("heartbeat-seconds")).isEqualTo(Duration.ofMinutes(5));
    assertThat(options.wants("quota")).isTrue();
    assertThat(options.wants("heartbeat")).isFalse();
    assertThat(options.json()).containsExactly(Path.of("result.json"));
  }

  @Test
  void refusesWhatIsNoOptionAndWhatIsNoNumber() {
    assertThatThrownBy(() -> parse(List.of("--wrong", "1")))
        .isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> parse(List.of("--nodes"))).isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> parse(List.of("--nodes", "many")).number("nodes"))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void whatASuiteRunsUsuallyItHas() {
    for (Suite suite : Suite.values()) {
      BenchOptions usual = BenchOptions.parse(suite.defaults(), List.of());

      assertThat(suite.scenarios(usual).stream().map(Scenario::name))
          .containsExactly(usual.text("only").split(","));
    }
  }
}
