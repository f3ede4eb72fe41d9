package io.binnacle.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
  enum Colour {
    RED,
    LIGHT_BLUE
  }

  @ConfigurationPrefix("sample")
  record Sample(
      @DefaultValue("10s") Duration checkPeriod,
      @DefaultValue("3") @Min(1) int size,
      @DefaultValue("0.5") double share,
      @DefaultValue("red") Colour colour,
      @DefaultValue("") List<String> names,
      @DefaultValue("true") boolean enabled,
      Optional<String> folder) {}

  private static final Validator VALIDATOR = validator();

  private final Map<String, String> properties = new HashMap<>();
  private final ConfigurationReader reader =
      new ConfigurationReader(name -> Optional.ofNullable(properties.get(name)), VALIDATOR);

  private static Validator validator() {
    try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
      return factory.getValidator();
    }
  }

  @Test
  void whatIsNotSetHasItsDefault() {
    assertThat(reader.read(Sample.class))
        .isEqualTo(
            new Sample(
                Duration.ofSeconds(10), 3, 0.5, Colour.RED, List.of(), true, Optional.empty()));
  }

  @Test
  void readsEveryType() {
    properties.put("sample.size", " 7 ");
    properties.put("sample.share", "0.25");
    properties.put("sample.colour", "light-blue");
    properties.put("sample.names", "a, b,,c");
    properties.put("sample.enabled", "Off");
    properties.put("sample.folder", "/here");

    Sample sample = reader.read(Sample.class);

    assertThat(sample.size()).isEqualTo(7);
    assertThat(sample.share()).isEqualTo(0.25);
    assertThat(sample.colour()).isEqualTo(Colour.LIGHT_BLUE);
    assertThat(sample.names()).containsExactly("a", "b", "c");
    assertThat(sample.enabled()).isFalse();
    assertThat(sample.folder()).contains("/here");
    assertThat(reader.knownProperties()).contains("sample.check-period", "sample.folder");
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "20s,PT20S", "5m,PT5M", "1h,PT1H", "7,PT7S"})
  void readsDurations(String text, Duration expected) {
    properties.put("sample.check-period", text);

    assertThat(reader.read(Sample.class).checkPeriod()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1s", "1d", "1.5s", "99999999999999999999h", "s"})
  void refusesWhatIsNoDuration(String text) {
    properties.put("sample.check-period", text);

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> reader.read(Sample.class))
        .satisfies(refused ->
            assertThat(refused.problems())
                .containsExactly(
                    "sample.check-period: must be a duration such as 500ms, 20s, 5m, 1h, not '"
                        + text
                        + "'"));
  }

  @Test
  void namesAllThatIsWrong() {
    properties.put("sample.size", "many");
    properties.put("sample.share", "half");
    properties.put("sample.colour", "loud");
    properties.put("sample.enabled", "perhaps");

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> reader.read(Sample.class))
        .satisfies(refused ->
            assertThat(refused.problems())
                .containsExactly(
                    "sample.size: must be a whole number, not 'many'",
                    "sample.share: must be a number, not 'half'",
                    "sample.colour: 'loud' is none of the possible values",
                    "sample.enabled: must be true or false, not 'perhaps'"));
  }

  @Test
  void checksConstraints() {
    properties.put("sample.size", "0");

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> reader.read(Sample.class))
        .satisfies(refused ->
            assertThat(refused.problems()).singleElement().asString().startsWith("sample.size: "));
  }
}
