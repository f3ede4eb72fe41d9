package io.binnacle.authentication.plugin.basicfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.authentication.AuthenticationConfiguration;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.AuthenticationOutcome.Rejected;
import io.binnacle.authentication.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasicFileAuthenticatorTest {
  @TempDir Path directory;
  private BasicFileAuthenticator authenticator;

  @BeforeEach
  void writeFile() throws IOException {
    Path file = Files.writeString(directory.resolve("passwords"), "pa:ss,ann,7,dev\nx,bob,8\n");
    authenticator =
        new BasicFileAuthenticator(
            new AuthenticationConfiguration(
                Optional.empty(), Optional.of(file), false, "https://issuer", List.of()),
            Clock.systemUTC());
  }

  private AuthenticationOutcome show(String user, String password) {
    return authenticator.authenticate(
        new Credentials(
            List.of(), Optional.empty(), Optional.of(new Credentials.Basic(user, password))));
  }

  @Test
  void knowsItsUsersByTheirOwnPasswordOnly() {
    assertThat(show("ann", "pa:ss"))
        .isInstanceOfSatisfying(
            Authenticated.class,
            outcome -> {
              assertThat(outcome.user().name()).isEqualTo("ann");
              assertThat(outcome.user().uid()).isEqualTo("7");
              assertThat(outcome.user().groups()).containsExactly("dev");
            });
    assertThat(show("ann", "x")).isInstanceOf(Rejected.class);
    assertThat(show("eve", "x")).isInstanceOf(Rejected.class);
    assertThat(authenticator.authenticate(Credentials.none())).isInstanceOf(NotApplicable.class);
  }
}
