package io.binnacle.authorization;

import io.binnacle.authentication.UserInfo;

/**
 * One authorization mode. Called for every request after authentication, from any thread; memory
 * only, no blocking. One CDI bean a mode, in a package of its own below {@code
 * authorization.plugin}.
 */
public interface Authorizer {
  /** The mode's name in {@code binnacle.authorization.mode}, such as {@code ABAC}. */
  String mode();

  Decision authorize(RequestAttributes attributes);

  /**
   * What it would allow the user in the namespace. Asked only by who wants to see it; an authorizer
   * that cannot tell beforehand leaves it as it is.
   */
  default AccessRules rules(UserInfo user, String namespace) {
    return AccessRules.unknown(mode());
  }
}
