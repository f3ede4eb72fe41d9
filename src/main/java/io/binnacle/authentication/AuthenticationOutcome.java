package io.binnacle.authentication;

/** What an authenticator found. */
public sealed interface AuthenticationOutcome {
  /** The credentials prove this user. The chain stops here. */
  record Authenticated(UserInfo user) implements AuthenticationOutcome {}

  /** No credentials of the authenticator's sort, or none it knows. The chain goes on. */
  record NotApplicable() implements AuthenticationOutcome {}

  /**
   * Credentials of the authenticator's sort that are wrong; {@code why} goes to the log and holds
   * no secret. The chain goes on, as in Kubernetes: another authenticator may know them; where none
   * does the request is refused with 401.
   */
  record Rejected(String why) implements AuthenticationOutcome {}
}
