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
  public static final GroupVersionResource LEASES =
      new GroupVersionResource("coordination.k8s.io", "v1", "leases");
  public static final GroupVersionResource PRIORITY_CLASSES =
      new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
  public static final GroupVersionResource API_SERVICES =
      new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices");

  private Resources() {}

  private static GroupVersionResource core(String resource) {
    return new GroupVersionResource("", "v1", resource);
  }
}
