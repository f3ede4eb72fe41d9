package io.binnacle.authentication;

/**
 * One way to prove an identity. Called for every request with credentials, from any thread, before
 * anything of the request body is read; must not block on anything but memory (what it reads from
 * files or the store it keeps and refreshes). It never throws for bad credentials. One CDI bean a
 * plugin, in a package of its own below {@code authentication.plugin}.
 */
public interface Authenticator {
  /** The name in configuration and metrics, such as {@code x509}. */
  String name();

  /** The place in the chain: lower is asked first. */
  int order();

  AuthenticationOutcome authenticate(Credentials credentials);
}
