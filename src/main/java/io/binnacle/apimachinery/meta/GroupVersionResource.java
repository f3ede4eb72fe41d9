package io.binnacle.apimachinery.meta;

/** A resource (the plural, lower-case name in request paths) in one version of its group. */
public record GroupVersionResource(String group, String version, String resource) {

  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  public GroupResource groupResource() {
    return new GroupResource(group, resource);
  }

  @Override
  public String toString() {
    return groupVersion().apiVersion() + "/" + resource;
  }
}
