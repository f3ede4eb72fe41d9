package io.binnacle.authorization;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.authentication.UserInfo;

/**
 * What a request wants to do, as authorizers and audit see it ({@code authorizer.Attributes} of
 * Kubernetes).
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection for resources; the
 *     lower-case HTTP method for other paths
 * @param resource the plural name; empty where the request is for a path that is no resource
 * @param subresource such as {@code status}; may be empty
 * @param namespace empty for cluster-scoped and all-namespace requests
 * @param name empty for collections
 * @param path the request path
 */
public record RequestAttributes(
    UserInfo user,
    String verb,
    boolean isResourceRequest,
    String apiGroup,
    String apiVersion,
    String namespace,
    String resource,
    String subresource,
    String name,
    String path) {

  public boolean isReadOnly() {
    return verb.equals("get") || verb.equals("list") || verb.equals("watch");
  }

  public GroupResource groupResource() {
    return new GroupResource(apiGroup, resource);
  }
}
