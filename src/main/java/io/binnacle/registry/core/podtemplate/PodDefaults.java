package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.core.ResourceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the fields of pod specifications mean when they are left out. */
public final class PodDefaults {
  private static final int GRACE_SECONDS = 30;

  /** The priorities of the classes that every cluster has. */
  public static final Map<String, Integer> SYSTEM_PRIORITIES =
      Map.of("system-node-critical", 2_000_001_000, "system-cluster-critical", 2_000_000_000);

  private PodDefaults() {}

  /** The defaults of a pod's own specification. */
  public static void applyToPod(ObjectNode spec) {
    applyToTemplate(spec);
    Trees.defaultFlag(spec, "enableServiceLinks", true);
    for (ObjectNode container : containers(spec)) {
      requestLimits(container);
      if (spec.path("hostNetwork").asBoolean()) {
        for (ObjectNode port : Trees.objects(container.path("ports"))) {
          if (port.path("hostPort").asInt() == 0) {
            port.set("hostPort", port.path("containerPort"));
          }
        }
      }
    }
    if (spec.path("resources") instanceof ObjectNode resources) {
      PodLevelDefaults.apply(resources, spec);
    }
  }

  /** Who limits a resource without asking for it asks for all of it. */
  private static void requestLimits(ObjectNode container) {
    JsonNode limits = container.path("resources").path("limits");
    if (!limits.isEmpty()) {
      ResourceNames.fillFrom(Trees.child(Trees.child(container, "resources"), "requests"), limits);
    }
  }

  /** The defaults of a specification in the template of a controller. */
  public static void applyToTemplate(ObjectNode spec) {
    Trees.defaultText(spec, "restartPolicy", "Always");
    Trees.defaultText(spec, "dnsPolicy", "ClusterFirst");
    Trees.defaultText(spec, "schedulerName", "default-scheduler");
    Trees.defaultNumber(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
    if (spec.path("terminationGracePeriodSeconds").asLong() < 0) {
      spec.put("terminationGracePeriodSeconds", 1);
    }
    if (!spec.path("securityContext").isObject()) {
      spec.putObject("securityContext");
    }
    aliasServiceAccount(spec);
    containers(spec).forEach(PodDefaults::container);
    Trees.objects(spec.path("ephemeralContainers")).forEach(PodDefaults::container);
    Trees.objects(spec.path("volumes")).forEach(VolumeDefaults::apply);
  }

  /** {@code serviceAccount} is the old name of {@code serviceAccountName}. */
  private static void aliasServiceAccount(ObjectNode spec) {
    String name = spec.path("serviceAccountName").asText();
    if (name.isEmpty()) {
      name = spec.path("serviceAccount").asText();
    }
    if (!name.isEmpty()) {
      spec.put("serviceAccountName", name);
      spec.put("serviceAccount", name);
    }
  }

  private static List<ObjectNode> containers(ObjectNode spec) {
    List<ObjectNode> containers = new ArrayList<>(Trees.objects(spec.path("initContainers")));
    containers.addAll(Trees.objects(spec.path("containers")));
    return containers;
  }

  private static void container(ObjectNode container) {
    if (!container.path("resources").isObject()) {
      container.putObject("resources");
    }
    Trees.defaultText(container, "terminationMessagePath", "/dev/termination-log");
    Trees.defaultText(container, "terminationMessagePolicy", "File");
    Trees.defaultText(container, "imagePullPolicy", pullPolicy(container.path("image").asText()));
    for (ObjectNode port : Trees.objects(container.path("ports"))) {
      Trees.defaultText(port, "protocol", "TCP");
    }
    for (ObjectNode variable : Trees.objects(container.path("env"))) {
      environment(variable);
    }
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.get(probe) instanceof ObjectNode node) {
        probe(node);
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      http(container.path("lifecycle").path(hook).path("httpGet"));
    }
  }

  /** How an image is pulled where nobody says it. */
  static String pullPolicy(String image) {
    return isLatest(image) ? "Always" : "IfNotPresent";
  }

  /** An image without a tag, or with the tag {@code latest}, may change at any time. */
  private static boolean isLatest(String image) {
    if (image.isEmpty() || image.indexOf('@') >= 0) {
      return false;
    }
    int colon = image.lastIndexOf(':');
    return colon <= image.lastIndexOf('/') || image.substring(colon + 1).equals("latest");
  }

  private static void environment(ObjectNode variable) {
    if (variable.path("valueFrom").path("fieldRef") instanceof ObjectNode field) {
      Trees.defaultText(field, "apiVersion", "v1");
    }
    if (variable.path("valueFrom").path("resourceFieldRef") instanceof ObjectNode resource) {
      Trees.defaultText(resource, "divisor", "0");
    }
    if (variable.path("value").isTextual() && variable.path("value").asText().isEmpty()) {
      variable.remove("value");
    }
  }

  private static void probe(ObjectNode probe) {
    Trees.defaultNonZero(probe, "timeoutSeconds", 1);
    Trees.defaultNonZero(probe, "periodSeconds", 10);
    Trees.defaultNonZero(probe, "successThreshold", 1);
    Trees.defaultNonZero(probe, "failureThreshold", 3);
    http(probe.path("httpGet"));
    if (probe.path("grpc") instanceof ObjectNode grpc && !grpc.hasNonNull("service")) {
      grpc.put("service", "");
    }
  }

  private static void http(JsonNode action) {
    if (action instanceof ObjectNode http) {
      Trees.defaultText(http, "path", "/");
      Trees.defaultText(http, "scheme", "HTTP");
    }
  }
}
