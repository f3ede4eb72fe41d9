package io.binnacle.registry.core.podtemplate;

/**
 * Where a specification stands, as far as its rules depend on it.
 *
 * @param isPod whether it is a pod's own rather than a template's
 * @param podName the name of the pod, empty when nobody knows it
 */
record PodScope(boolean isPod, String podName) {
  static final PodScope TEMPLATE = new PodScope(false, "");
}
