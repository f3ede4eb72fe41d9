package io.binnacle.scheduler.framework;

import io.binnacle.client.ApiClient;

/** Binds a pod to its node. */
public interface BindPlugin extends Plugin {
  /**
   * Called on the pod's binding thread; may block. {@link Status#SKIP} leaves the pod to the next
   * bind plugin.
   *
   * @param client has the scheduler's identity
   * @throws io.binnacle.apimachinery.errors.ApiException when the server refuses
   */
  Status bind(SchedulingContext context, String nodeName, ApiClient client);
}
