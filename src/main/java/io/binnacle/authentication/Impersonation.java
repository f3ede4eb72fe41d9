package io.binnacle.authentication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wish of an authenticated user to act as somebody else ({@code kubectl --as}). Authorization
 * decides on each part of it. Immutable.
 *
 * @param uid may be empty
 * @param groups as asked for, without those that every user of the kind is in
 * @param extra by key, lower case
 */
public record Impersonation(
    String user, String uid, List<String> groups, Map<String, List<String>> extra) {
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
  private static final String SERVICE_ACCOUNTS = "system:serviceaccounts";
  private static final String ANONYMOUS = "system:anonymous";

  public Impersonation {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** A service account by namespace and name. */
  public record ServiceAccount(String namespace, String name) {}

  /** Which service account the user name means, if one. */
  public Optional<ServiceAccount> serviceAccount() {
    if (!user.startsWith(SERVICE_ACCOUNT)) {
      return Optional.empty();
    }
    String[] parts = user.substring(SERVICE_ACCOUNT.length()).split(":", -1);
    return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
        ? Optional.of(new ServiceAccount(parts[0], parts[1]))
        : Optional.empty();
  }

  /**
   * Whom the request counts as coming from. A service account without groups gets its own, and
   * everybody is authenticated, or not, as the user name says.
   */
  public UserInfo identity() {
    List<String> all = new ArrayList<>(groups);
    if (groups.isEmpty()) {
      serviceAccount()
          .ifPresent(account -> {
            all.add(SERVICE_ACCOUNTS);
            all.add(SERVICE_ACCOUNTS + ":" + account.namespace());
          });
    }
    String everybody =
        user.equals(ANONYMOUS) ? UserInfo.ALL_UNAUTHENTICATED : UserInfo.ALL_AUTHENTICATED;
    if (!all.contains(everybody)) {
      all.add(everybody);
    }
    return new UserInfo(user, uid, all, extra);
  }
}
