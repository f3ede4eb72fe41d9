package io.binnacle.authentication.plugin.tokenfile;

import io.binnacle.authentication.AuthenticationConfiguration;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.Authenticator;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.CredentialsFile;
import io.binnacle.authentication.Digest;
import io.binnacle.authentication.UserInfo;
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

/** The token file authenticator: {@code token,user,uid,"group1,group2"} a line. */
@Dependent
public class TokenFileAuthenticator implements Authenticator {
  private final Optional<ReloadingFile<Map<Digest, UserInfo>>> file;

  @Inject
  public TokenFileAuthenticator(AuthenticationConfiguration configuration, Clock clock) {
    this.file =
        configuration
            .tokenFile()
            .map(path -> new ReloadingFile<>(path, TokenFileAuthenticator::parse, clock));
  }

  private static Map<Digest, UserInfo> parse(Path path, List<String> lines) {
    Map<Digest, UserInfo> users = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (CredentialsFile.Entry entry : CredentialsFile.parse(path, lines)) {
      if (users.put(entry.secret(), entry.user()) != null) {
        problems.add(path + ", line " + entry.line() + ": an earlier line has the same token");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return users;
  }

  @Override
  public String name() {
    return "tokenfile";
  }

  @Override
  public int order() {
    return 200;
  }

  @Override
  public AuthenticationOutcome authenticate(Credentials credentials) {
    if (file.isEmpty() || credentials.bearerToken().isEmpty()) {
      return new NotApplicable();
    }
    UserInfo user = file.get().value().get(Digest.of(credentials.bearerToken().get()));
    return user == null ? new NotApplicable() : new Authenticated(user);
  }
}
