package io.binnacle.apimachinery.meta;

/**
 * A resource whatever its version: what the store keys objects by, and what error messages name.
 */
public record GroupResource(String group, String resource) implements Comparable<GroupResource> {

  /** {@code pods}, {@code deployments.apps}: the form of error messages and of quota keys. */
  @Override
  public String toString() {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  @Override
  public int compareTo(GroupResource other) {
    int byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : resource.compareTo(other.resource);
  }
}
