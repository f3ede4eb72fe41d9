package io.binnacle.admission.plugin.taintnodesbycondition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.GroupResource;
import jakarta.enterprise.context.Dependent;

/**
 * Taints new nodes as not ready, so that no pod comes to one before its conditions are known; the
 * node lifecycle controller takes the taint away once the node is ready.
 */
@Dependent
public class TaintNodesByCondition implements AdmissionPlugin.Mutating {
  private static final GroupResource NODES = new GroupResource("", "nodes");
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final String NO_SCHEDULE = "NoSchedule";

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public int order() {
    return 400;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode node = request.object();
    if (node == null || !request.is(Operation.CREATE, NODES)) {
      return;
    }
    ObjectNode spec = node.withObjectProperty("spec");
    if (!isTainted(spec.path("taints"))) {
      spec.withArrayProperty("taints").addObject().put("key", NOT_READY).put("effect", NO_SCHEDULE);
    }
  }

  private static boolean isTainted(JsonNode taints) {
    for (JsonNode taint : taints) {
      if (taint.path("key").asText().equals(NOT_READY)
          && taint.path("effect").asText().equals(NO_SCHEDULE)) {
        return true;
      }
    }
    return false;
  }
}
