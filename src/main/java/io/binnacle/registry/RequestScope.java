package io.binnacle.registry;

import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.authentication.UserInfo;

/**
 * What a request on a resource is about.
 *
 * @param version the version of the path, one of the definition's
 * @param namespace empty for cluster-scoped resources and for all namespaces
 * @param subresource empty for the object itself
 */
public record RequestScope(
    ResourceDefinition definition,
    String version,
    String namespace,
    String subresource,
    UserInfo user) {

  public GroupVersionResource groupVersionResource() {
    return new GroupVersionResource(definition.group(), version, definition.plural());
  }

  public GroupVersionKind groupVersionKind() {
    return new GroupVersionKind(definition.group(), version, definition.kind());
  }
}
