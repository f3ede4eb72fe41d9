package io.binnacle.authentication.plugin.basicfile;

import io.binnacle.authentication.AuthenticationConfiguration;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.AuthenticationOutcome.Rejected;
import io.binnacle.authentication.Authenticator;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.CredentialsFile;
import io.binnacle.authentication.Digest;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.configuration.ReloadingFile;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The password file authenticator: {@code password,user,uid,"group1,group2"} a line. */
@Dependent
public class BasicFileAuthenticator implements Authenticator {
  private final Optional<ReloadingFile<Map<String, CredentialsFile.Entry>>> file;

  @Inject
  public BasicFileAuthenticator(AuthenticationConfiguration configuration, Clock clock) {
    this.file =
        configuration
            .basicFile()
            .map(path -> new ReloadingFile<>(path, BasicFileAuthenticator::parse, clock));
  }

  private static Map<String, CredentialsFile.Entry> parse(Path path, List<String> lines) {
    Map<String, CredentialsFile.Entry> users = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (CredentialsFile.Entry entry : CredentialsFile.parse(path, lines)) {
      if (users.put(entry.user().name(), entry) != null) {
        problems.add(path + ", line " + entry.line() + ": an earlier line has the same user");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return users;
  }

  @Override
  public String name() {
    return "basicfile";
  }

  @Override
  public int order() {
    return 300;
  }

  @Override
  public AuthenticationOutcome authenticate(Credentials credentials) {
    if (file.isEmpty() || credentials.basic().isEmpty()) {
      return new NotApplicable();
    }
    Credentials.Basic basic = credentials.basic().get();
    // The digest is made for unknown users too, so that time does not tell which users there are.
    Digest shown = Digest.of(basic.password());
    CredentialsFile.Entry entry = file.get().value().get(basic.user());
    return entry != null && entry.secret().equals(shown)
        ? new Authenticated(entry.user())
        : new Rejected("wrong user name or password");
  }
}
