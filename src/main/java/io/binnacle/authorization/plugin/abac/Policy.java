package io.binnacle.authorization.plugin.abac;

import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AccessRules;
import io.binnacle.authorization.RequestAttributes;
import java.util.List;
import java.util.Optional;

/**
 * One ABAC policy: what a user or a group may do. An empty field matches nothing but an empty
 * value; {@code *} matches everything.
 */
record Policy(
    String user,
    String group,
    boolean readonly,
    String apiGroup,
    String namespace,
    String resource,
    String nonResourcePath) {
  static final String ANY = "*";

  boolean allows(RequestAttributes attributes) {
    return matchesSubject(attributes.user())
        && (!readonly || attributes.isReadOnly())
        && (attributes.isResourceRequest()
            ? matchesResource(attributes)
            : matchesPath(attributes.path()));
  }

  /** User and group must both match where both are given; a policy for nobody matches nobody. */
  boolean matchesSubject(UserInfo who) {
    boolean named = !user.isEmpty() || !group.isEmpty();
    boolean userMatches = user.isEmpty() || user.equals(ANY) || user.equals(who.name());
    boolean groupMatches = group.isEmpty() || group.equals(ANY) || who.isMember(group);
    return named && userMatches && groupMatches;
  }

  private boolean matchesResource(RequestAttributes attributes) {
    return matches(namespace, attributes.namespace())
        && matches(resource, attributes.resource())
        && matches(apiGroup, attributes.apiGroup());
  }

  private boolean matchesPath(String path) {
    return matches(nonResourcePath, path)
        || (nonResourcePath.endsWith(ANY)
            && path.startsWith(nonResourcePath.substring(0, nonResourcePath.length() - 1)));
  }

  /** What it allows on the resources of a namespace, and on those that are in none. */
  Optional<AccessRules.ResourceRule> resourceRule(String inNamespace) {
    return resource.isEmpty() || !(namespace.isEmpty() || matches(namespace, inNamespace))
        ? Optional.empty()
        : Optional.of(new AccessRules.ResourceRule(verbs(), List.of(apiGroup), List.of(resource)));
  }

  /** What it allows on paths that are no resources. */
  Optional<AccessRules.PathRule> pathRule() {
    return nonResourcePath.isEmpty()
        ? Optional.empty()
        : Optional.of(new AccessRules.PathRule(verbs(), List.of(nonResourcePath)));
  }

  private List<String> verbs() {
    return readonly ? List.of("get", "list", "watch") : List.of(ANY);
  }

  private static boolean matches(String pattern, String value) {
    return pattern.equals(ANY) || pattern.equals(value);
  }
}
