package io.binnacle.authentication;

import java.util.List;
import java.util.Map;

/** An authenticated identity. {@code uid} may be empty. Immutable. */
public record UserInfo(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  public static final String ALL_AUTHENTICATED = "system:authenticated";
  public static final String ALL_UNAUTHENTICATED = "system:unauthenticated";
  public static final String MASTERS = "system:masters";

  /**
   * The controllers in the server's own process. No token of a service account carries it: the name
   * of a controller's account alone gives nobody a controller's rights.
   */
  public static final String CONTROLLERS = "binnacle:controllers";

  public UserInfo {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  public static UserInfo of(String name, String... groups) {
    return new UserInfo(name, "", List.of(groups), Map.of());
  }

  public boolean isMember(String group) {
    return groups.contains(group);
  }
}
