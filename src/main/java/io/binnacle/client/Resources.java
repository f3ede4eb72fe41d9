package io.binnacle.client;

import io.binnacle.apimachinery.meta.GroupVersionResource;

/** The resources that the project's own components use. */
public final class Resources {
  public static final GroupVersionResource PODS = core("pods");
  public static final GroupVersionResource NODES = core("nodes");
  public static final GroupVersionResource NAMESPACES = core("namespaces");
  public static final GroupVersionResource SERVICES = core("services");
  public static final GroupVersionResource ENDPOINTS = core("endpoints");
  public static final GroupVersionResource SECRETS = core("secrets");
  public static final GroupVersionResource CONFIG_MAPS = core("configmaps");
  public static final GroupVersionResource SERVICE_ACCOUNTS = core("serviceaccounts");
  public static final GroupVersionResource REPLICATION_CONTROLLERS = core("replicationcontrollers");
  public static final GroupVersionResource RESOURCE_QUOTAS = core("resourcequotas");
  public static final GroupVersionResource LIMIT_RANGES = core("limitranges");
  public static final GroupVersionResource EVENTS = core("events");
  public static final GroupVersionResource ENDPOINT_SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");
  public static final GroupVersionResource CUSTOM_RESOURCE_DEFINITIONS =
      new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
  public static final GroupVersionResource SERVICE_CIDRS =
      new GroupVersionResource("networking.k8s.io", "v1", "servicecidrs");
  public static final GroupVersionResource IP_ADDRESSES =
      new GroupVersionResource("networking.k8s.io", "v1", "ipaddresses");
  public static final GroupVersionResource LEASES =
      new GroupVersionResource("coordination.k8s.io", "v1", "leases");
  public static final GroupVersionResource PRIORITY_CLASSES =
      new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
  public static final GroupVersionResource PRIORITY_LEVEL_CONFIGURATIONS =
      new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations");
  public static final GroupVersionResource FLOW_SCHEMAS =
      new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", "flowschemas");
  public static final GroupVersionResource API_SERVICES =
      new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices");

  public static final GroupVersionResource CERTIFICATE_SIGNING_REQUESTS =
      new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests");
  public static final GroupVersionResource SUBJECT_ACCESS_REVIEWS =
      new GroupVersionResource("authorization.k8s.io", "v1", "subjectaccessreviews");

  public static final GroupVersionResource PERSISTENT_VOLUMES = core("persistentvolumes");
  public static final GroupVersionResource PERSISTENT_VOLUME_CLAIMS =
      core("persistentvolumeclaims");
  public static final GroupVersionResource REPLICA_SETS = apps("replicasets");
  public static final GroupVersionResource DEPLOYMENTS = apps("deployments");
  public static final GroupVersionResource STATEFUL_SETS = apps("statefulsets");
  public static final GroupVersionResource DAEMON_SETS = apps("daemonsets");
  public static final GroupVersionResource CONTROLLER_REVISIONS = apps("controllerrevisions");
  public static final GroupVersionResource JOBS = new GroupVersionResource("batch", "v1", "jobs");
  public static final GroupVersionResource CRON_JOBS =
      new GroupVersionResource("batch", "v1", "cronjobs");
  public static final GroupVersionResource POD_DISRUPTION_BUDGETS =
      new GroupVersionResource("policy", "v1", "poddisruptionbudgets");
  public static final GroupVersionResource HORIZONTAL_POD_AUTOSCALERS =
      new GroupVersionResource("autoscaling", "v2", "horizontalpodautoscalers");
  public static final GroupVersionResource CLUSTER_ROLES =
      new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterroles");
  public static final GroupVersionResource ROLES =
      new GroupVersionResource("rbac.authorization.k8s.io", "v1", "roles");
  public static final GroupVersionResource STORAGE_CLASSES =
      new GroupVersionResource("storage.k8s.io", "v1", "storageclasses");
  public static final GroupVersionResource VOLUME_ATTACHMENTS =
      new GroupVersionResource("storage.k8s.io", "v1", "volumeattachments");
  public static final GroupVersionResource CSI_DRIVERS =
      new GroupVersionResource("storage.k8s.io", "v1", "csidrivers");

  private Resources() {}

  private static GroupVersionResource apps(String resource) {
    return new GroupVersionResource("apps", "v1", resource);
  }

  private static GroupVersionResource core(String resource) {
    return new GroupVersionResource("", "v1", resource);
  }
}
