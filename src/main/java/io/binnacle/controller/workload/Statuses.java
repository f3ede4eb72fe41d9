package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ApiClient;
import java.util.stream.Stream;

/** Building and writing of statuses. */
public final class Statuses {
  private Statuses() {}

  /** Sets a count; the API leaves one that is zero out. */
  public static void putCount(ObjectNode status, String field, long count) {
    if (count > 0) {
      status.put(field, Math.toIntExact(count));
    }
  }

  /** The same for the length of a stream. */
  public static void putCount(ObjectNode status, String field, Stream<?> counted) {
    putCount(status, field, counted.count());
  }

  /** Writes the status where it says something new; answers the object as it is then. */
  public static ApiObject write(
      ApiClient client, GroupVersionResource resource, ApiObject object, ObjectNode status) {
    if (Trees.same(status, object.tree().path("status"))) {
      return object;
    }
    ObjectNode tree = object.copyTree();
    tree.set("status", status);
    return client.updateStatus(resource, object.namespace(), tree);
  }
}
