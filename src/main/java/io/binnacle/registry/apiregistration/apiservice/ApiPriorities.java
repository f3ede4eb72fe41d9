package io.binnacle.registry.apiregistration.apiservice;

import io.binnacle.apimachinery.meta.GroupVersion;
import java.util.Comparator;
import java.util.Map;

/**
 * The places of groups and versions in discovery, the higher the earlier: clients take the first
 * group that has a resource of a name. The figures are those of Kubernetes' own APIServices.
 */
public final class ApiPriorities {
  private static final int CUSTOM_GROUP = 1000;
  private static final int CUSTOM_VERSION = 100;
  private static final int STABLE = 15;
  private static final int UNSTABLE = 9;

  private static final Map<String, Integer> GROUPS =
      Map.ofEntries(
          Map.entry("apiregistration.k8s.io", 20000),
          Map.entry("", 18000),
          Map.entry("apps", 17800),
          Map.entry("events.k8s.io", 17750),
          Map.entry("authentication.k8s.io", 17700),
          Map.entry("authorization.k8s.io", 17600),
          Map.entry("autoscaling", 17500),
          Map.entry("batch", 17400),
          Map.entry("certificates.k8s.io", 17300),
          Map.entry("networking.k8s.io", 17200),
          Map.entry("policy", 17100),
          Map.entry("rbac.authorization.k8s.io", 17000),
          Map.entry("storage.k8s.io", 16800),
          Map.entry("apiextensions.k8s.io", 16700),
          Map.entry("admissionregistration.k8s.io", 16700),
          Map.entry("scheduling.k8s.io", 16600),
          Map.entry("coordination.k8s.io", 16500),
          Map.entry("node.k8s.io", 16300),
          Map.entry("discovery.k8s.io", 16200),
          Map.entry("resource.k8s.io", 16200),
          Map.entry("flowcontrol.apiserver.k8s.io", 16100),
          Map.entry("internal.apiserver.k8s.io", 16000),
          Map.entry("storagemigration.k8s.io", 15800));

  private static final Map<String, Integer> VERSIONS =
      Map.of(
          "v1", 1,
          "autoscaling/v2", 30,
          "flowcontrol.apiserver.k8s.io/v1", 21,
          "admissionregistration.k8s.io/v1beta1", 12,
          "certificates.k8s.io/v1alpha1", 1,
          "coordination.k8s.io/v1beta1", 13,
          "coordination.k8s.io/v1alpha2", 12,
          "resource.k8s.io/v1", 20,
          "resource.k8s.io/v1beta2", 15,
          "resource.k8s.io/v1alpha3", 1);

  /** The order of groups in discovery. */
  public static final Comparator<String> GROUP_ORDER =
      Comparator.comparingInt(ApiPriorities::ofGroup)
          .reversed()
          .thenComparing(Comparator.naturalOrder());

  private ApiPriorities() {}

  public static boolean isBuiltIn(String group) {
    return GROUPS.containsKey(group);
  }

  public static int ofGroup(String group) {
    return GROUPS.getOrDefault(group, CUSTOM_GROUP);
  }

  public static int ofVersion(GroupVersion version) {
    if (!isBuiltIn(version.group())) {
      return CUSTOM_VERSION;
    }
    boolean stable = !version.version().contains("alpha") && !version.version().contains("beta");
    return VERSIONS.getOrDefault(version.apiVersion(), stable ? STABLE : UNSTABLE);
  }
}
