package io.binnacle.controller.daemonset;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one reconciliation is going to do: on which nodes to make pods, and which to delete. */
final class NodePlan {
  private final List<String> create = new ArrayList<>();
  private final Set<ApiObject> delete = new LinkedHashSet<>();

  void createOn(String node) {
    create.add(node);
  }

  void delete(ApiObject pod) {
    delete.add(pod);
  }

  List<String> create() {
    return create;
  }

  List<ApiObject> delete() {
    return List.copyOf(delete);
  }

  boolean isEmpty() {
    return create.isEmpty() && delete.isEmpty();
  }
}
