package io.binnacle.client;

import io.binnacle.apimachinery.meta.GroupVersionResource;

/** Gives informers, one for each resource and selection, shared by all who ask for the same. */
public interface InformerFactory {
  SharedInformer informer(GroupVersionResource resource, ListOptions selection);
}
