package io.binnacle.incontainer.probe;

import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.Authenticator;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.UserInfo;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Knows the probe users by their tokens. */
@Dependent
public class RecordingAuthenticator implements Authenticator {
  private final Recording recording;

  @Inject
  public RecordingAuthenticator(Recording recording) {
    this.recording = recording;
  }

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public int order() {
    return 0;
  }

  @Override
  public AuthenticationOutcome authenticate(Credentials credentials) {
    if (credentials.bearerToken().isEmpty()) {
      return new AuthenticationOutcome.NotApplicable();
    }
    recording.add(Recording.Step.AUTHENTICATE);
    return ProbeUser.withToken(credentials.bearerToken().get())
        .<AuthenticationOutcome>map(
            user -> new AuthenticationOutcome.Authenticated(UserInfo.of(user.userName(), "probes")))
        .orElseGet(() -> new AuthenticationOutcome.Rejected("not a probe's token"));
  }
}
