package io.binnacle.admission.plugin.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Which pods of a namespace break a policy that it is about to have. */
final class ExistingPods {
  private static final GroupResource PODS = new GroupResource("", "pods");

  /** As many as a request may be kept waiting for. */
  private static final int MAX_CHECKED = 3000;

  private final ObjectStore store;
  private final BiFunction<Standard, PodShape, List<Violation>> evaluator;

  ExistingPods(ObjectStore store, BiFunction<Standard, PodShape, List<Violation>> evaluator) {
    this.store = store;
    this.evaluator = evaluator;
  }

  /** What the client is warned of; nothing where all pods keep to the standard. */
  List<String> warnings(String namespace, Standard enforced) {
    Map<String, List<String>> podsByReasons = new TreeMap<>();
    Set<String> seenControllers = new HashSet<>();
    Iterator<StoredObject> pods = store.cached().list(PODS, namespace, null);
    for (int checked = 0; pods.hasNext() && checked < MAX_CHECKED; checked++) {
      JsonNode pod = pods.next().object().tree();
      String controller = controller(pod);
      if (!controller.isEmpty() && !seenControllers.add(controller)) {
        continue;
      }
      List<Violation> violations = evaluator.apply(enforced, PodShape.of(pod));
      if (!violations.isEmpty()) {
        podsByReasons
            .computeIfAbsent(Violation.reasons(violations), reasons -> new ArrayList<>())
            .add(pod.path("metadata").path("name").asText());
      }
    }
    List<String> warnings = new ArrayList<>();
    podsByReasons.forEach((reasons, names) -> warnings.add(some(names) + ": " + reasons));
    if (!warnings.isEmpty()) {
      warnings.addFirst(
          "existing pods in namespace \""
              + namespace
              + "\" violate the new PodSecurity enforce level \""
              + enforced
              + '"');
    }
    return warnings;
  }

  /** The pods of one controller are alike: one of them speaks for all. */
  private static String controller(JsonNode pod) {
    for (JsonNode owner : pod.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return owner.path("uid").asText();
      }
    }
    return "";
  }

  private static String some(List<String> names) {
    return switch (names.size()) {
      case 1 -> names.getFirst();
      case 2 -> names.getFirst() + " (and 1 other pod)";
      default -> names.getFirst() + " (and " + (names.size() - 1) + " other pods)";
    };
  }
}
