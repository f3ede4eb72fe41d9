package io.binnacle.scheduler.framework;

import io.binnacle.apimachinery.labels.LabelSelector;
import java.util.List;

/** Looks up the selectors of the services that select a pod. Memory only. */
@FunctionalInterface
public interface ServiceSelectors {
  List<LabelSelector> selecting(PodInfo pod);
}
