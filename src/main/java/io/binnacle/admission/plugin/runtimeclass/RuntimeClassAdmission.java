package io.binnacle.admission.plugin.runtimeclass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.admission.FreshLookup;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.quota.ResourceList;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives pods what their RuntimeClass says: the overhead of its sandbox (KEP-688), and the nodes
 * that have the runtime. Pods of a class that is not there are refused, as are those that claim an
 * overhead of their own.
 */
@Dependent
public class RuntimeClassAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource CLASSES = new GroupResource("node.k8s.io", "runtimeclasses");
  private static final String OVERHEAD = "overhead";
  private static final String NODE_SELECTOR = "nodeSelector";
  private static final String TOLERATIONS = "tolerations";
  private static final String OTHER_OVERHEAD =
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

  private final FreshLookup lookup;

  @Inject
  public RuntimeClassAdmission(ObjectStore store) {
    this.lookup = new FreshLookup(store);
  }

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public int order() {
    return 700;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.is(Operation.CREATE, PODS)) {
      return;
    }
    ObjectNode spec = pod.withObjectProperty("spec");
    JsonNode runtimeClass = runtimeClass(request, spec);
    if (runtimeClass != null) {
      setOverhead(request, spec, podFixed(runtimeClass));
      JsonNode scheduling = runtimeClass.path("scheduling");
      mergeNodeSelector(request, spec, scheduling.path(NODE_SELECTOR));
      mergeTolerations(spec, scheduling.path(TOLERATIONS));
    }
  }

  private @Nullable JsonNode runtimeClass(AdmissionRequest request, JsonNode spec) {
    if (!spec.hasNonNull("runtimeClassName")) {
      return null;
    }
    String name = spec.path("runtimeClassName").asText();
    StoredObject found = lookup.get(request, CLASSES, new ObjectKey("", name));
    if (found == null) {
      throw request.forbidden("pod rejected: RuntimeClass \"" + name + "\" not found");
    }
    return found.object().tree();
  }

  private static JsonNode podFixed(JsonNode runtimeClass) {
    return runtimeClass.path(OVERHEAD).path("podFixed");
  }

  private static void setOverhead(AdmissionRequest request, ObjectNode spec, JsonNode podFixed) {
    if (podFixed.isEmpty()) {
      return;
    }
    if (!spec.path(OVERHEAD).isEmpty() && !isSame(spec.path(OVERHEAD), podFixed)) {
      throw request.forbidden(OTHER_OVERHEAD);
    }
    spec.set(OVERHEAD, podFixed.deepCopy());
  }

  private static boolean isSame(JsonNode overhead, JsonNode podFixed) {
    return ResourceList.of(overhead).equals(ResourceList.of(podFixed));
  }

  private static void mergeNodeSelector(
      AdmissionRequest request, ObjectNode spec, JsonNode wanted) {
    for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
      String key = entry.getKey();
      ObjectNode selector = spec.withObjectProperty(NODE_SELECTOR);
      JsonNode own = selector.get(key);
      if (own != null && !own.equals(entry.getValue())) {
        throw request.forbidden(
            "conflict: runtimeClass.scheduling.nodeSelector[%1$s] = %2$s; pod.spec.nodeSelector[%1$s] = %3$s"
                .formatted(key, entry.getValue().asText(), own.asText()));
      }
      selector.set(key, entry.getValue());
    }
  }

  private static void mergeTolerations(ObjectNode spec, JsonNode wanted) {
    for (JsonNode toleration : wanted) {
      ArrayNode tolerations = spec.withArrayProperty(TOLERATIONS);
      if (tolerations.valueStream().noneMatch(own -> Trees.same(own, toleration))) {
        tolerations.add(toleration.deepCopy());
      }
    }
  }

  /** Plugins after this one may have changed the pod. */
  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.is(Operation.CREATE, PODS)) {
      return;
    }
    JsonNode spec = pod.path("spec");
    JsonNode runtimeClass = runtimeClass(request, spec);
    if (runtimeClass != null && runtimeClass.path(OVERHEAD).isObject()) {
      if (!isSame(spec.path(OVERHEAD), podFixed(runtimeClass))) {
        throw request.forbidden(OTHER_OVERHEAD);
      }
    } else if (!spec.path(OVERHEAD).isEmpty()) {
      throw request.forbidden(
          "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
  }
}
