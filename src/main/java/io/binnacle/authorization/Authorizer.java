package io.binnacle.authorization;

/**
 * One authorization mode. Called for every request after authentication, from any thread; memory
 * only, no blocking. One CDI bean a mode, in a package of its own below {@code
 * authorization.plugin}.
 */
public interface Authorizer {
  /** The mode's name in {@code binnacle.authorization.mode}, such as {@code ABAC}. */
  String mode();

  Decision authorize(RequestAttributes attributes);
}
