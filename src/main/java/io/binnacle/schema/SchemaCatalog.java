package io.binnacle.schema;

import io.binnacle.apimachinery.meta.GroupVersionKind;
import java.util.List;
import java.util.Optional;

/**
 * The schemas of all kinds that the server knows. Safe for any thread; the answer for a kind may
 * change with its CRD.
 */
public interface SchemaCatalog {
  Optional<Schema> forKind(GroupVersionKind kind);

  /** A component by its OpenAPI name, such as {@code io.k8s.api.core.v1.PodSpec}. */
  Optional<Schema> named(String name);

  /**
   * The kinds whose schema the component is: what OpenAPI documents say in {@code
   * x-kubernetes-group-version-kind}. Several for kinds that every group has, none for parts of
   * objects.
   */
  default List<GroupVersionKind> kindsOf(String name) {
    return List.of();
  }
}
