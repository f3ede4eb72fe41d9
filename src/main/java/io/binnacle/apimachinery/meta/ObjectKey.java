package io.binnacle.apimachinery.meta;

/**
 * The name of an object within its resource. The namespace of a cluster-scoped object is the empty
 * string. The order is that of lists: by namespace, then by name.
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

  public static ObjectKey clusterScoped(String name) {
    return new ObjectKey("", name);
  }

  @Override
  public int compareTo(ObjectKey other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /** {@code namespace/name}, or {@code name} for a cluster-scoped object. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
