package io.binnacle.authorization;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.Decision.Allow;
import io.binnacle.authorization.Decision.Deny;
import io.binnacle.authorization.Decision.NoOpinion;
import io.binnacle.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks the authorizers in the configured order. The first that allows or denies decides, and where
 * none does the request is refused. The group system:masters may do everything, whatever the modes:
 * it is how an administrator gets back in. Memory only; safe for any thread.
 */
public final class AuthorizationChain {
  private static final String PROPERTY = "binnacle.authorization.mode";
  private static final Decision PRIVILEGED = new Allow("group " + UserInfo.MASTERS);

  private final List<Authorizer> authorizers;

  /**
   * @param available all authorizers there are, in any order
   * @param modes the names of those to ask, in their order
   * @throws ConfigurationException when a mode is not known, or is named twice
   */
  public AuthorizationChain(Iterable<? extends Authorizer> available, List<String> modes) {
    Map<String, Authorizer> byMode = new TreeMap<>();
    available.forEach(authorizer -> byMode.put(authorizer.mode(), authorizer));
    List<Authorizer> chosen = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String mode : modes) {
      Authorizer authorizer = byMode.get(mode);
      if (authorizer == null) {
        problems.add(
            PROPERTY
                + ": '"
                + mode
                + "' is not a mode of this version; it knows "
                + String.join(", ", byMode.keySet()));
      } else if (chosen.contains(authorizer)) {
        problems.add(PROPERTY + ": '" + mode + "' is named twice");
      } else {
        chosen.add(authorizer);
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    this.authorizers = List.copyOf(chosen);
  }

  /** Allow or Deny; the reason of a refusal may be shown to the client. */
  public Decision authorize(RequestAttributes attributes) {
    if (attributes.user().isMember(UserInfo.MASTERS)) {
      return PRIVILEGED;
    }
    List<String> reasons = new ArrayList<>(authorizers.size());
    for (Authorizer authorizer : authorizers) {
      switch (authorizer.authorize(attributes)) {
        case Allow allow -> {
          return allow;
        }
        case Deny deny -> {
          return deny;
        }
        case NoOpinion(String reason) -> {
          if (!reason.isEmpty()) {
            reasons.add(reason);
          }
        }
      }
    }
    return new Deny(String.join("\n", reasons));
  }

  /** What the user may do in the namespace, as far as the authorizers tell. */
  public AccessRules rules(UserInfo user, String namespace) {
    if (user.isMember(UserInfo.MASTERS)) {
      return AccessRules.everything();
    }
    return authorizers.stream()
        .map(authorizer -> authorizer.rules(user, namespace))
        .reduce(AccessRules.none(), AccessRules::and);
  }

  /**
   * Lets the request through or refuses it.
   *
   * @throws ApiException Forbidden, in the words that clients know
   */
  public void check(RequestAttributes attributes) {
    switch (authorize(attributes)) {
      case Allow allow -> {
        // The request may go on.
      }
      case Deny(String reason) -> throw Forbidden.of(attributes, reason);
      case NoOpinion(String reason) -> throw Forbidden.of(attributes, reason);
    }
  }
}
