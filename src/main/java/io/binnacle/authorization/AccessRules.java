package io.binnacle.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What somebody may do in a namespace, as far as authorizers can tell beforehand: the status of a
 * SelfSubjectRulesReview.
 *
 * @param incomplete whether there may be more than the rules say
 * @param errors why rules could not be told
 */
public record AccessRules(
    List<ResourceRule> resources, List<PathRule> paths, boolean incomplete, List<String> errors) {
  private static final String ALL = "*";

  /** Verbs on resources. */
  public record ResourceRule(List<String> verbs, List<String> apiGroups, List<String> resources) {}

  /** Verbs on paths that are no resources. */
  public record PathRule(List<String> verbs, List<String> paths) {}

  public AccessRules {
    resources = List.copyOf(resources);
    paths = List.copyOf(paths);
    errors = List.copyOf(errors);
  }

  /** Nothing at all. */
  public static AccessRules none() {
    return of(List.of(), List.of());
  }

  /** Everything there is. */
  public static AccessRules everything() {
    List<String> all = List.of(ALL);
    return of(List.of(new ResourceRule(all, all, all)), List.of(new PathRule(all, all)));
  }

  /** All that somebody may do. */
  public static AccessRules of(List<ResourceRule> resources, List<PathRule> paths) {
    return new AccessRules(resources, paths, false, List.of());
  }

  /** An authorizer of the mode decides, but does not list what it would allow. */
  public static AccessRules unknown(String mode) {
    return new AccessRules(
        List.of(),
        List.of(),
        true,
        List.of(mode + " authorizer does not support user rule resolution"));
  }

  /** What either allows. */
  AccessRules and(AccessRules more) {
    List<ResourceRule> allResources = new ArrayList<>(resources);
    allResources.addAll(more.resources);
    List<PathRule> allPaths = new ArrayList<>(paths);
    allPaths.addAll(more.paths);
    List<String> allErrors =
        Stream.concat(errors.stream(), more.errors.stream()).distinct().toList();
    return new AccessRules(allResources, allPaths, incomplete || more.incomplete, allErrors);
  }

  /** The errors in one text, several as Kubernetes joins them; empty without any. */
  public String evaluationError() {
    return errors.size() > 1 ? "[" + String.join(", ", errors) + "]" : String.join("", errors);
  }
}
