package io.binnacle.authentication;

import java.util.Optional;

/**
 * How the agents of nodes are called: users {@code system:node:<name>} of the group {@code
 * system:nodes}.
 */
public final class NodeIdentity {
  public static final String GROUP = "system:nodes";

  private static final String USER_PREFIX = "system:node:";

  private NodeIdentity() {}

  /** Whether the user has the rights of a node, whatever its name. */
  public static boolean isNode(UserInfo user) {
    return user.isMember(GROUP);
  }

  /** Which node the user is; empty for others, and for one of the group that is named otherwise. */
  public static Optional<String> nodeName(UserInfo user) {
    return isNode(user) && user.name().startsWith(USER_PREFIX)
        ? Optional.of(user.name().substring(USER_PREFIX.length())).filter(name -> !name.isEmpty())
        : Optional.empty();
  }
}
