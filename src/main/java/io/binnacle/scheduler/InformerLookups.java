package io.binnacle.scheduler;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.Lister;
import io.binnacle.scheduler.framework.ClusterLookups;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.VolumeLookups;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The look-ups of plugins, out of the caches of informers. */
final class InformerLookups {
  private final Lister services;
  private final Lister namespaces;
  private final VolumeLookups volumes;

  InformerLookups(Lister services, Lister namespaces, VolumeLookups volumes) {
    this.volumes = volumes;
    this.services = services;
    this.namespaces = namespaces;
  }

  ClusterLookups lookups() {
    return new ClusterLookups(this::labelsOf, this::selecting, volumes);
  }

  private Map<String, String> labelsOf(String namespace) {
    return namespaces
        .get(ObjectKey.clusterScoped(namespace))
        .map(ApiObject::labels)
        .orElse(Map.of());
  }

  private List<LabelSelector> selecting(PodInfo pod) {
    List<LabelSelector> selectors = new ArrayList<>();
    for (ApiObject service : services.list(pod.namespace(), LabelSelector.everything())) {
      Map<String, String> labels = new HashMap<>();
      service
          .tree()
          .path("spec")
          .path("selector")
          .properties()
          .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
      LabelSelector selector = LabelSelector.ofLabels(labels);
      if (!labels.isEmpty() && selector.matches(pod.labels())) {
        selectors.add(selector);
      }
    }
    return selectors;
  }
}
