package io.binnacle.incontainer.probe;

import io.binnacle.authentication.UserInfo;
import java.util.Arrays;
import java.util.Optional;

/** The users whose requests are recorded; each has a token. */
public enum ProbeUser {
  ALLOWED,
  DENIED;

  public String token() {
    return "token-of-" + userName();
  }

  public String userName() {
    return "probe-" + name();
  }

  static Optional<ProbeUser> withToken(String token) {
    return Arrays.stream(values()).filter(user -> user.token().equals(token)).findFirst();
  }

  static Optional<ProbeUser> of(UserInfo info) {
    return Arrays.stream(values()).filter(user -> user.userName().equals(info.name())).findFirst();
  }
}
