package io.binnacle.registry;

import java.util.Map;

/** The smallest objects that are valid; a kind that is not here needs no more than a name. */
final class SampleObjects {
  private static final String CONTAINERS = "\"containers\":[{\"name\":\"c\",\"image\":\"x:1\"}]";

  private static final String LABELS = "{\"app\":\"a\"}";
  private static final String TEMPLATE =
      "\"template\":{\"metadata\":{\"labels\":" + LABELS + "},\"spec\":{" + CONTAINERS + "}}";
  private static final String SELECTED =
      "\"spec\":{\"selector\":{\"matchLabels\":" + LABELS + "}," + TEMPLATE + "}";
  private static final String ONCE =
      "\"template\":{\"spec\":{\"restartPolicy\":\"Never\"," + CONTAINERS + "}}";
  private static final String STORAGE = "{\"storage\":\"1Gi\"}";

  /** By resource; the fields besides metadata. */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("pods", "\"spec\":{" + CONTAINERS + "}"),
          Map.entry("podtemplates", TEMPLATE),
          Map.entry("replicationcontrollers", "\"spec\":{" + TEMPLATE + "}"),
          Map.entry("replicasets.apps", SELECTED),
          Map.entry("deployments.apps", SELECTED),
          Map.entry("statefulsets.apps", SELECTED),
          Map.entry("daemonsets.apps", SELECTED),
          Map.entry("controllerrevisions.apps", "\"revision\":1,\"data\":{\"a\":1}"),
          Map.entry("jobs.batch", "\"spec\":{" + ONCE + "}"),
          Map.entry(
              "cronjobs.batch",
              "\"spec\":{\"schedule\":\"0 0 1 1 *\",\"jobTemplate\":{\"spec\":{" + ONCE + "}}}"),
          Map.entry(
              "persistentvolumes",
              "\"spec\":{\"capacity\":"
                  + STORAGE
                  + ",\"accessModes\":[\"ReadWriteOnce\"],\"hostPath\":{\"path\":\"/x\"}}"),
          Map.entry(
              "persistentvolumeclaims",
              "\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":"
                  + STORAGE
                  + "}}"),
          Map.entry(
              "priorityclasses.scheduling.k8s.io", "\"value\":5"),
          Map.entry(
              "horizontalpodautoscalers.autoscaling",
              "\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"d\"}}"),
          Map.entry(
              "ingresses.networking.k8s.io",
              "\"spec\":{\"defaultBackend\":{\"service\":{\"name\":\"s\",\"port\":{\"number\":80}}}}"),
          Map.entry("ingressclasses.networking.k8s.io", "\"spec\":{\"controller\":\"a.com/b\"}"),
          Map.entry("servicecidrs.networking.k8s.io", "\"spec\":{\"cidrs\":[\"10.0.0.0/24\"]}"),
          Map.entry("runtimeclasses.node.k8s.io", "\"handler\":\"h\""),
          Map.entry("storageclasses.storage.k8s.io", "\"provisioner\":\"p\""),
          Map.entry("csistoragecapacities.storage.k8s.io", "\"storageClassName\":\"x\""),
          Map.entry(
              "volumeattachments.storage.k8s.io",
              "\"spec\":{\"attacher\":\"d\",\"nodeName\":\"n\",\"source\":{\"persistentVolumeName\":\"p\"}}"),
          Map.entry(
              "volumeattributesclasses.storage.k8s.io",
              "\"driverName\":\"d\",\"parameters\":{\"a\":\"b\"}"),
          Map.entry("roles.rbac.authorization.k8s.io", "\"rules\":[]"),
          Map.entry(
              "rolebindings.rbac.authorization.k8s.io",
              "\"roleRef\":{\"kind\":\"Role\",\"name\":\"r\"}"),
          Map.entry(
              "clusterrolebindings.rbac.authorization.k8s.io",
              "\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"r\"}"),
          Map.entry(
              "leasecandidates.coordination.k8s.io",
              "\"spec\":{\"leaseName\":\"l\",\"binaryVersion\":\"1.0.0\",\"strategy\":\"s\"}"),
          Map.entry("services", "\"spec\":{\"ports\":[{\"port\":80}]}"),
          Map.entry("events", "\"involvedObject\":{\"namespace\":\"test\"}"),
          Map.entry("endpointslices.discovery.k8s.io", "\"addressType\":\"IPv4\",\"endpoints\":[]"));

  /** What a status can say, where it has no conditions. */
  private static final Map<String, String> STATUSES =
      Map.ofEntries(
          Map.entry("resourcequotas", "{\"used\":{\"pods\":\"1\"}}"),
          Map.entry("persistentvolumes", "{\"phase\":\"Bound\"}"),
          Map.entry("cronjobs.batch", "{\"lastScheduleTime\":\"2026-11-22T11:00:00Z\"}"));

  private static final String CONDITIONS =
      "{\"conditions\":[{\"type\":\"T\",\"status\":\"True\"}]}";

  private SampleObjects() {}

  static String statusOf(String resource) {
    return STATUSES.getOrDefault(resource, CONDITIONS);
  }

  static String of(String resource, String metadata) {
    String fields = FIELDS.getOrDefault(resource, "");
    return "{" + metadata + (fields.isEmpty() ? "" : "," + fields) + "}";
  }
}
