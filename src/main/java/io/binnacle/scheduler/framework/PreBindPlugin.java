package io.binnacle.scheduler.framework;

import io.binnacle.client.ApiClient;

/** Does what must be done before a pod is bound, such as binding its volumes. */
public interface PreBindPlugin extends Plugin {
  /** Called on the pod's binding thread; may block for long. */
  Status preBind(SchedulingContext context, String nodeName, ApiClient client);
}
