package io.binnacle.scheduler.framework;

import java.util.Map;

/** Looks up the labels of a namespace: empty for one that is not known. Memory only. */
@FunctionalInterface
public interface NamespaceLabels {
  Map<String, String> of(String namespace);
}
