package io.binnacle.node.model;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;

/** Pods for tests. */
public final class NodePods {
  private NodePods() {}

  /** A pod {@code default/web} with this spec: JSON without its outer braces. */
  public static NodePod withSpec(String spec) {
    return new NodePod(
        ApiObject.of(
            Json.readTrusted(
                """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default",
                 "uid":"u1","labels":{"app":"web"},"annotations":{"note":"a \\"b\\""}},
                 "spec":{%s}}
                """
                    .formatted(spec))));
  }
}
