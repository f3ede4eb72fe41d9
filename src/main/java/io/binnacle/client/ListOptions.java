package io.binnacle.client;

import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;

/**
 * What to list or watch.
 *
 * @param namespace one namespace; empty for all, or for cluster-scoped resources
 * @param resourceVersion for a list "" (newest) or "0" (any); for a watch where it starts behind
 * @param metadataOnly the objects are such as {@link ApiObject#metadataOnly} makes them
 */
public record ListOptions(
    String namespace,
    LabelSelector labels,
    FieldSelector fields,
    String resourceVersion,
    boolean metadataOnly) {

  public static ListOptions allNamespaces() {
    return inNamespace("");
  }

  public static ListOptions inNamespace(String namespace) {
    return new ListOptions(
        namespace, LabelSelector.everything(), FieldSelector.everything(), "", false);
  }

  public ListOptions withFields(FieldSelector selector) {
    return new ListOptions(namespace, labels, selector, resourceVersion, metadataOnly);
  }

  public ListOptions withLabels(LabelSelector selector) {
    return new ListOptions(namespace, selector, fields, resourceVersion, metadataOnly);
  }

  public ListOptions withResourceVersion(String version) {
    return new ListOptions(namespace, labels, fields, version, metadataOnly);
  }

  public ListOptions withMetadataOnly() {
    return new ListOptions(namespace, labels, fields, resourceVersion, true);
  }

  /** The object as these options have it. */
  public ApiObject shown(ApiObject object) {
    return metadataOnly ? object.metadataOnly() : object;
  }
}
