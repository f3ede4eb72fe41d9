package io.binnacle.apimachinery.meta;

/** A kind in one version of its group. */
public record GroupVersionKind(String group, String version, String kind) {

  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  public String apiVersion() {
    return groupVersion().apiVersion();
  }

  @Override
  public String toString() {
    return apiVersion() + ", Kind=" + kind;
  }
}
