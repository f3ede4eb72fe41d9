package io.binnacle.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import java.util.List;

/** What tests of admission plugins build requests and stores with. */
public final class AdmissionRequests {
  private AdmissionRequests() {}

  /** JSON with single quotes for double ones. */
  public static ObjectNode tree(String json) {
    return Json.readTrusted(json.replace('\'', '"'));
  }

  public static AdmissionRequest create(String resource, String namespace, ObjectNode object) {
    return request(Operation.CREATE, resource, namespace, object, null);
  }

  public static AdmissionRequest request(
      Operation operation,
      String resource,
      String namespace,
      ObjectNode object,
      ApiObject oldObject) {
    String name =
        object == null
            ? oldObject == null ? "" : oldObject.name()
            : object.path("metadata").path("name").asText();
    return new AdmissionRequest(
        operation,
        new GroupVersionKind("", "v1", "Kind"),
        new GroupVersionResource("", "v1", resource),
        "",
        namespace,
        name,
        UserInfo.of("ann"),
        object,
        oldObject,
        Json.object(),
        false);
  }

  public static AdmissionRequest delete(String resource, String namespace, String name) {
    return request(
        Operation.DELETE,
        resource,
        namespace,
        null,
        ApiObject.of(tree("{'metadata':{'name':'" + name + "'}}")));
  }

  /** Stores an object under the name that it has. */
  public static void store(ObjectStore store, String resource, String namespace, String json) {
    ObjectNode object = tree(json);
    ObjectKey key = new ObjectKey(namespace, object.path("metadata").path("name").asText());
    store
        .commit(MutationGroup.of(new Mutation.Create(new GroupResource("", resource), key, object)))
        .toCompletableFuture()
        .join();
  }

  /** Takes a request through the plugins as the chain does, a second time where that is due. */
  public static void mutate(AdmissionRequest request, AdmissionPlugin... plugins) {
    new AdmissionChain(List.of(plugins), List.of()).mutate(request);
  }
}
