package io.binnacle.admission.plugin.limitranger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Gives containers the defaults of their namespace's LimitRanges, and refuses pods and claims that
 * are out of range. Pods are checked at creation only: what is ranged cannot change later.
 */
@Dependent
public class LimitRanger implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {
  private static final GroupResource LIMIT_RANGES = new GroupResource("", "limitranges");
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");

  private final ObjectStore store;

  @Inject
  public LimitRanger(ObjectStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public int order() {
    return 200;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod != null && request.is(Operation.CREATE, PODS)) {
      for (JsonNode spec : limitRanges(request)) {
        ContainerDefaults.of(spec).apply(pod);
      }
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null) {
      return;
    }
    if (request.is(Operation.CREATE, PODS)) {
      validate(request, spec -> LimitChecks.ofPod(spec, object.path("spec")));
    } else if ((request.is(Operation.CREATE, CLAIMS) || request.is(Operation.UPDATE, CLAIMS))
        && !object.path("metadata").hasNonNull("deletionTimestamp")) {
      validate(request, spec -> LimitChecks.ofClaim(spec, object.path("spec")));
    }
  }

  /** The first range that is broken refuses, with all that is broken of it. */
  private void validate(AdmissionRequest request, Function<JsonNode, List<String>> check) {
    for (JsonNode spec : limitRanges(request)) {
      List<String> problems = check.apply(spec);
      if (!problems.isEmpty()) {
        throw request.forbidden(
            problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
      }
    }
  }

  private List<JsonNode> limitRanges(AdmissionRequest request) {
    Iterator<StoredObject> stored = store.cached().list(LIMIT_RANGES, request.namespace(), null);
    if (!stored.hasNext()) {
      return List.of();
    }
    List<JsonNode> specs = new ArrayList<>();
    stored.forEachRemaining(range -> specs.add(range.object().tree().path("spec")));
    return specs;
  }
}
