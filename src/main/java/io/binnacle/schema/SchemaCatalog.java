package io.binnacle.schema;

import io.binnacle.apimachinery.meta.GroupVersionKind;
import java.util.Optional;

/**
 * The schemas of all kinds that the server knows. Safe for any thread; the answer for a kind may
 * change with its CRD.
 */
public interface SchemaCatalog {
  Optional<Schema> forKind(GroupVersionKind kind);

  /** A component by its OpenAPI name, such as {@code io.k8s.api.core.v1.PodSpec}. */
  Optional<Schema> named(String name);
}
