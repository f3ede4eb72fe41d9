package io.binnacle.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;

/**
 * The API, with one identity. Every call passes authentication, authorization and admission,
 * whichever transport carries it. Calls block the calling thread until the server has answered, and
 * throw {@link io.binnacle.apimachinery.errors.ApiException} with the server's Status; a broken
 * connection or a time-out is an ApiException too (ServiceUnavailable, Timeout). The namespace of
 * cluster-scoped resources is the empty string. Safe for any thread.
 */
public interface ApiClient {

  ApiObject get(GroupVersionResource resource, String namespace, String name);

  ObjectList list(GroupVersionResource resource, ListOptions options);

  /**
   * Creates; the tree is not kept and may be reused. A {@code metadata.generateName} is honoured.
   */
  ApiObject create(GroupVersionResource resource, String namespace, ObjectNode object);

  /**
   * Creates through a subresource, such as {@code binding} or {@code token}; answers what the
   * server answered.
   */
  ApiObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode body);

  /** Replaces; a {@code metadata.resourceVersion} in the tree is a precondition. */
  ApiObject update(GroupVersionResource resource, String namespace, ObjectNode object);

  /** Replaces the status alone. */
  ApiObject updateStatus(GroupVersionResource resource, String namespace, ObjectNode object);

  /**
   * Replaces through a subresource, such as a namespace's {@code finalize}, where a {@code
   * metadata.resourceVersion} in the tree is a precondition.
   */
  ApiObject updateSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object);

  /** Patches; the subresource is empty for the object itself, otherwise such as {@code status}. */
  ApiObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch);

  /** Deletes, or begins to: a grace period or finalizers may keep the object for a while. */
  void delete(GroupVersionResource resource, String namespace, String name, DeleteOptions options);

  /**
   * Watches. The handler is called on a thread of the transport; {@code options.resourceVersion()}
   * says where to start. Returns once the server has accepted the watch.
   */
  WatchHandle watch(GroupVersionResource resource, ListOptions options, WatchHandler handler);

  /** Reads a path that is no resource, such as {@code /version}; it may have a query. */
  JsonNode getRaw(String path);
}
