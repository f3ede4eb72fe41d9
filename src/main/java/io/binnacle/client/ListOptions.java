package io.binnacle.client;

import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;

/**
 * What to list or watch.
 *
 * @param namespace one namespace; empty for all, or for cluster-scoped resources
 * @param resourceVersion for a list "" (newest) or "0" (any); for a watch where it starts behind
 */
public record ListOptions(
    String namespace, LabelSelector labels, FieldSelector fields, String resourceVersion) {

  public static ListOptions allNamespaces() {
    return inNamespace("");
  }

  public static ListOptions inNamespace(String namespace) {
    return new ListOptions(namespace, LabelSelector.everything(), FieldSelector.everything(), "");
  }

  public ListOptions withFields(FieldSelector selector) {
    return new ListOptions(namespace, labels, selector, resourceVersion);
  }

  public ListOptions withLabels(LabelSelector selector) {
    return new ListOptions(namespace, selector, fields, resourceVersion);
  }

  public ListOptions withResourceVersion(String version) {
    return new ListOptions(namespace, labels, fields, version);
  }
}
