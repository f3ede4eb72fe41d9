package io.binnacle.node.volume;

import io.binnacle.node.model.NodePod;

/** The name that a pod has for itself. */
public final class PodHostname {
  private static final int LONGEST = 63;

  private PodHostname() {}

  /** The hostname of the spec, or the pod's name, cut to what a hostname may be. */
  public static String of(NodePod pod) {
    String hostname = pod.spec().getHostname();
    if (hostname != null && !hostname.isEmpty()) {
      return hostname;
    }
    String name = pod.name();
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST).replaceFirst("[-.]+$", "");
  }

  /** With the subdomain, where the pod has one, below the namespace's services. */
  static String qualified(NodePod pod, String clusterDomain) {
    String subdomain = pod.spec().getSubdomain();
    return subdomain == null || subdomain.isEmpty()
        ? of(pod)
        : of(pod) + "." + subdomain + "." + pod.namespace() + ".svc." + clusterDomain;
  }
}
