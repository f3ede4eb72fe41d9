package io.binnacle.incontainer.probe;

import io.binnacle.authorization.Authorizer;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Decides for the probe users, and has no opinion on others. */
@Dependent
public class RecordingAuthorizer implements Authorizer {
  /** The mode, which the server's configuration must name first. */
  public static final String MODE = "Recording";

  private final Recording recording;

  @Inject
  public RecordingAuthorizer(Recording recording) {
    this.recording = recording;
  }

  @Override
  public String mode() {
    return MODE;
  }

  @Override
  public Decision authorize(RequestAttributes attributes) {
    return ProbeUser.of(attributes.user())
        .map(user -> {
          recording.add(Recording.Step.AUTHORIZE);
          return user == ProbeUser.ALLOWED
              ? new Decision.Allow("a probe")
              : new Decision.Deny("a probe");
        })
        .orElseGet(() -> new Decision.NoOpinion(""));
  }
}
