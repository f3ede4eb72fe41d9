package io.binnacle.admission.plugin.priority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.admission.FreshLookup;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Gives pods the priority of their class, or of the default class, and sees to it that there is one
 * default class at most. Pods cannot choose a priority themselves.
 */
@Dependent
public class PodPriority implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource CLASSES =
      new GroupResource("scheduling.k8s.io", "priorityclasses");
  private static final String PREEMPTION_POLICY = "preemptionPolicy";
  private static final String PREEMPT = "PreemptLowerPriority";
  private static final String CLASS_NAME = "priorityClassName";
  private static final String PRIORITY = "priority";

  /** What a pod gets of its class. */
  private record Priority(String className, int value, String preemptionPolicy) {
    static final Priority NONE = new Priority("", 0, PREEMPT);

    static Priority of(StoredObject priorityClass) {
      JsonNode tree = priorityClass.object().tree();
      String policy = tree.path(PREEMPTION_POLICY).asText();
      return new Priority(
          priorityClass.key().name(),
          tree.path("value").asInt(),
          policy.isEmpty() ? PREEMPT : policy);
    }
  }

  private final ObjectStore store;
  private final FreshLookup lookup;

  @Inject
  public PodPriority(ObjectStore store) {
    this.store = store;
    this.lookup = new FreshLookup(store);
  }

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public int order() {
    return 450;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.is(Operation.CREATE, PODS)) {
      return;
    }
    ObjectNode spec = pod.withObjectProperty("spec");
    Priority priority = priority(request, spec.path(CLASS_NAME).asText());
    checkNotChosen(request, spec, PRIORITY, "integer value of priority", priority.value());
    checkNotChosen(
        request,
        spec,
        PREEMPTION_POLICY,
        "string value of PreemptionPolicy",
        priority.preemptionPolicy());
    if (!priority.className().isEmpty()) {
      spec.put(CLASS_NAME, priority.className());
    }
    spec.put(PRIORITY, priority.value());
    spec.put(PREEMPTION_POLICY, priority.preemptionPolicy());
  }

  private static void checkNotChosen(
      AdmissionRequest request, ObjectNode spec, String field, String what, Object computed) {
    if (spec.hasNonNull(field) && !spec.path(field).asText().equals(computed.toString())) {
      throw request.forbidden(
          "the "
              + what
              + " ("
              + spec.path(field).asText()
              + ") must not be provided in pod spec; priority admission controller computed "
              + computed
              + " from the given PriorityClass name");
    }
  }

  private Priority priority(AdmissionRequest request, String className) {
    if (className.isEmpty()) {
      StoredObject lowest = defaultClass("");
      return lowest == null ? Priority.NONE : Priority.of(lowest);
    }
    StoredObject named = lookup.get(request, CLASSES, new ObjectKey("", className));
    if (named == null) {
      throw request.forbidden("no PriorityClass with name " + className + " was found");
    }
    return Priority.of(named);
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    boolean writes = request.is(Operation.CREATE, CLASSES) || request.is(Operation.UPDATE, CLASSES);
    if (object == null || !writes || !object.path("globalDefault").asBoolean()) {
      return;
    }
    StoredObject other = defaultClass(object.path("metadata").path("name").asText());
    if (other != null) {
      throw request.forbidden(
          "PriorityClass "
              + other.key().name()
              + " is already marked as default. Only one default can exist");
    }
  }

  /** Two may have been made at the same moment: then the lowest counts. */
  private @Nullable StoredObject defaultClass(String except) {
    StoredObject lowest = null;
    Iterator<StoredObject> classes = store.cached().list(CLASSES, "", null);
    while (classes.hasNext()) {
      StoredObject candidate = classes.next();
      JsonNode tree = candidate.object().tree();
      if (tree.path("globalDefault").asBoolean()
          && !candidate.key().name().equals(except)
          && (lowest == null || Priority.of(candidate).value() < Priority.of(lowest).value())) {
        lowest = candidate;
      }
    }
    return lowest;
  }
}
