package io.binnacle.authentication.plugin.jointoken;

import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.Authenticator;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.Digest;
import io.binnacle.authentication.UserInfo;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.configuration.ReloadingFile;
import io.binnacle.pki.JoinToken;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The join token authenticator: who shows the token of the home directory is {@code
 * system:bootstrap:<id>} in the group system:bootstrappers, which may join a node and no more.
 * Tokens in the file, one a line, may be replaced while the server runs.
 */
@Dependent
public class JoinTokenAuthenticator implements Authenticator {
  private final ReloadingFile<Map<Digest, UserInfo>> file;

  @Inject
  public JoinTokenAuthenticator(ClusterFiles files, Clock clock) {
    this.file = new ReloadingFile<>(files.joinToken(), JoinTokenAuthenticator::parse, clock);
  }

  private static Map<Digest, UserInfo> parse(Path path, List<String> lines) {
    Map<Digest, UserInfo> users = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String where = path + ", line " + (i + 1);
      JoinToken token =
          JoinToken.parse(lines.get(i))
              .orElseThrow(() -> new ConfigurationException(List.of(where + ": is no join token")));
      users.put(
          Digest.of(token.bearer()),
          UserInfo.of("system:bootstrap:" + token.id(), "system:bootstrappers"));
    }
    return users;
  }

  @Override
  public String name() {
    return "jointoken";
  }

  @Override
  public int order() {
    return 500;
  }

  @Override
  public AuthenticationOutcome authenticate(Credentials credentials) {
    // 23 letters: the form is looked at first, since a hash for every other token would be waste.
    if (credentials.bearerToken().filter(token -> token.length() == 23).isEmpty()) {
      return new NotApplicable();
    }
    UserInfo user = file.value().get(Digest.of(credentials.bearerToken().get()));
    return user == null ? new NotApplicable() : new Authenticated(user);
  }
}
