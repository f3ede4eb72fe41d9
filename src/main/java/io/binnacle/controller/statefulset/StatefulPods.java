package io.binnacle.controller.statefulset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.ControllerHistory;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodBatches;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Identity of the pods of a stateful set: number, name, labels, volumes, revision. */
final class StatefulPods {
  static final String REVISION_LABEL = "controller-revision-hash";

  private static final String NAME_LABEL = "statefulset.kubernetes.io/pod-name";
  private static final String INDEX_LABEL = "apps.kubernetes.io/pod-index";
  private static final Pattern NAME = Pattern.compile("(.*)-([0-9]{1,9})");

  private StatefulPods() {}

  /** The number in the pod's name, -1 where it is no member of the set. */
  static int ordinal(ApiObject set, ApiObject pod) {
    Matcher name = NAME.matcher(pod.name());
    return name.matches() && name.group(1).equals(set.name())
        ? Integer.parseInt(name.group(2))
        : -1;
  }

  static String name(ApiObject set, int ordinal) {
    return set.name() + "-" + ordinal;
  }

  static String revision(ApiObject pod) {
    return pod.labels().getOrDefault(REVISION_LABEL, "");
  }

  /** Whether it does what it is there for, so that the next one may follow. */
  static boolean isRunningAndReady(ApiObject pod) {
    return Pods.phase(pod).equals("Running") && Pods.isReady(pod);
  }

  static boolean isHealthy(ApiObject pod) {
    return isRunningAndReady(pod) && !pod.isBeingDeleted();
  }

  /** The pod with the number, of the revision's template. */
  static ObjectNode pod(ApiObject set, OwnerKind kind, ApiObject revision, int ordinal) {
    ObjectNode pod = PodBatches.fromTemplate(set, kind, ControllerHistory.templateOf(revision));
    identify(set, pod, ordinal);
    Trees.child(Trees.child(pod, "metadata"), "labels").put(REVISION_LABEL, revision.name());
    ObjectNode spec = Trees.child(pod, "spec");
    spec.put("hostname", name(set, ordinal));
    String service = set.tree().path("spec").path("serviceName").asText();
    if (!service.isEmpty()) {
      spec.put("subdomain", service);
    }
    mountClaims(set, spec, ordinal);
    return pod;
  }

  /** Gives a pod its name and what tells of it. */
  static void identify(ApiObject set, ObjectNode pod, int ordinal) {
    ObjectNode metadata = Trees.child(pod, "metadata");
    metadata.put("name", name(set, ordinal));
    ObjectNode labels = Trees.child(metadata, "labels");
    labels.put(NAME_LABEL, name(set, ordinal));
    labels.put(INDEX_LABEL, Integer.toString(ordinal));
  }

  /** A claim takes the place of a volume of its name. */
  private static void mountClaims(ApiObject set, ObjectNode spec, int ordinal) {
    JsonNode templates = set.tree().path("spec").path("volumeClaimTemplates");
    if (templates.isEmpty()) {
      return;
    }
    JsonNode own = spec.path("volumes");
    ArrayNode volumes = spec.arrayNode();
    Set<String> claimed = new HashSet<>();
    for (JsonNode template : templates) {
      String name = template.path("metadata").path("name").asText();
      claimed.add(name);
      volumes
          .addObject()
          .put("name", name)
          .putObject("persistentVolumeClaim")
          .put("claimName", StatefulClaims.name(set, template, ordinal));
    }
    for (JsonNode volume : own) {
      if (!claimed.contains(volume.path("name").asText())) {
        volumes.add(volume);
      }
    }
    spec.set("volumes", volumes);
  }
}
