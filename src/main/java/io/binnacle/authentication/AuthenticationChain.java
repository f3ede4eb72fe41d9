package io.binnacle.authentication;

import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.AuthenticationOutcome.Rejected;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Asks the authenticators in their order; the first that knows the user decides, and adds the group
 * system:authenticated. Credentials that nobody knows are a refusal, also where anonymous requests
 * are allowed: who shows a wrong token is told so. Memory only; safe for any thread.
 */
public final class AuthenticationChain {
  private static final System.Logger LOG = System.getLogger(AuthenticationChain.class.getName());
  private static final UserInfo ANONYMOUS =
      UserInfo.of("system:anonymous", UserInfo.ALL_UNAUTHENTICATED);

  private final List<Authenticator> authenticators;
  private final boolean anonymous;

  /**
   * @param authenticators in any order
   */
  public AuthenticationChain(
      Iterable<? extends Authenticator> authenticators, boolean anonymousAllowed) {
    List<Authenticator> ordered = new ArrayList<>();
    authenticators.forEach(ordered::add);
    ordered.sort(Comparator.comparingInt(Authenticator::order));
    this.authenticators = List.copyOf(ordered);
    this.anonymous = anonymousAllowed;
  }

  /**
   * Never {@link NotApplicable}: a request is of somebody, or it is refused with 401. The reason of
   * a refusal is for the log.
   */
  public AuthenticationOutcome authenticate(Credentials credentials) {
    if (credentials.isEmpty()) {
      return anonymous ? new Authenticated(ANONYMOUS) : new Rejected("no credentials");
    }
    String why = "nobody knows these credentials";
    for (Authenticator authenticator : authenticators) {
      switch (authenticator.authenticate(credentials)) {
        case Authenticated(UserInfo user) -> {
          return new Authenticated(withAuthenticatedGroup(user));
        }
        case Rejected(String reason) -> why = authenticator.name() + ": " + reason;
        case NotApplicable() -> {
          // The next one may know.
        }
      }
    }
    LOG.log(Level.DEBUG, "Refused credentials: {0}", why);
    return new Rejected(why);
  }

  private static UserInfo withAuthenticatedGroup(UserInfo user) {
    if (user.isMember(UserInfo.ALL_AUTHENTICATED) || user.isMember(UserInfo.ALL_UNAUTHENTICATED)) {
      return user;
    }
    List<String> groups = new ArrayList<>(user.groups());
    groups.add(UserInfo.ALL_AUTHENTICATED);
    Map<String, List<String>> extra = user.extra();
    return new UserInfo(user.name(), user.uid(), groups, extra);
  }
}
