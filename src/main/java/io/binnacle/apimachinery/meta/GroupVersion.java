package io.binnacle.apimachinery.meta;

/** An API group and one of its versions; the group of the legacy core API is the empty string. */
public record GroupVersion(String group, String version) implements Comparable<GroupVersion> {

  /** Reads the {@code apiVersion} form: {@code v1} or {@code apps/v1}. */
  public static GroupVersion parse(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? new GroupVersion("", apiVersion)
        : new GroupVersion(apiVersion.substring(0, slash), apiVersion.substring(slash + 1));
  }

  /** The {@code apiVersion} form: {@code v1} or {@code apps/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public GroupVersionResource resource(String plural) {
    return new GroupVersionResource(group, version, plural);
  }

  public GroupVersionKind kind(String kind) {
    return new GroupVersionKind(group, version, kind);
  }

  @Override
  public int compareTo(GroupVersion other) {
    int byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : version.compareTo(other.version);
  }

  @Override
  public String toString() {
    return apiVersion();
  }
}
