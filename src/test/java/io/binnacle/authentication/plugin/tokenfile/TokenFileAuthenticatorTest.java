package io.binnacle.authentication.plugin.tokenfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.authentication.AuthenticationConfiguration;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.SettableClock;
import io.binnacle.authentication.UserInfo;
import io.binnacle.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileAuthenticatorTest {
  @TempDir Path directory;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));

  private TokenFileAuthenticator authenticator(Path file) {
    return new TokenFileAuthenticator(
        new AuthenticationConfiguration(
            Optional.of(file), Optional.empty(), false, "https://issuer", List.of()),
        clock);
  }

  private static AuthenticationOutcome show(TokenFileAuthenticator authenticator, String token) {
    return authenticator.authenticate(
        new Credentials(List.of(), Optional.of(token), Optional.empty()));
  }

  private static Authenticated user(String name, String... groups) {
    return new Authenticated(new UserInfo(name, "1", List.of(groups), java.util.Map.of()));
  }

  @Test
  void knowsTheUsersOfItsFile() throws IOException {
    Path file = Files.writeString(directory.resolve("tokens"), "t1,ann,1,\"dev,ops\"\nt2,bob,1\n");
    TokenFileAuthenticator authenticator = authenticator(file);

    assertThat(show(authenticator, "t1")).isEqualTo(user("ann", "dev", "ops"));
    assertThat(show(authenticator, "t2")).isEqualTo(user("bob"));
    assertThat(show(authenticator, "t3")).isInstanceOf(NotApplicable.class);
    assertThat(authenticator.authenticate(Credentials.none())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void readsAChangedFileAgainAndKeepsTheLastGoodOne() throws IOException {
    Path file = Files.writeString(directory.resolve("tokens"), "old,ann,1\n");
    TokenFileAuthenticator authenticator = authenticator(file);
    Files.writeString(file, "newer,ann,1\n");
    assertThat(show(authenticator, "old")).isEqualTo(user("ann"));

    clock.advance(Duration.ofSeconds(10));
    assertThat(show(authenticator, "newer")).isEqualTo(user("ann"));
    assertThat(show(authenticator, "old")).isInstanceOf(NotApplicable.class);

    Files.writeString(file, "broken\n");
    clock.advance(Duration.ofSeconds(10));
    assertThat(show(authenticator, "newer")).isEqualTo(user("ann"));

    Files.delete(file);
    clock.advance(Duration.ofSeconds(10));
    assertThat(show(authenticator, "newer")).isEqualTo(user("ann"));
  }

  @Test
  void failsTheStartOnATokenThatTwoLinesHave() throws IOException {
    Path file = Files.writeString(directory.resolve("tokens"), "same,ann,1\nsame,bob,2\n");
    assertThatThrownBy(() -> authenticator(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("same,");
  }

  @Test
  void failsTheStartOnAMissingFile() {
    assertThatThrownBy(() -> authenticator(directory.resolve("none")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none");
  }
}
