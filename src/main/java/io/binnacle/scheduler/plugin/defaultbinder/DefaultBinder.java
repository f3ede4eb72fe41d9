package io.binnacle.scheduler.plugin.defaultbinder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import io.binnacle.scheduler.framework.BindPlugin;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import jakarta.enterprise.context.Dependent;

/** Binds a pod by a Binding to its binding subresource. */
@Dependent
public class DefaultBinder implements BindPlugin {
  @Override
  public String name() {
    return "DefaultBinder";
  }

  @Override
  public Status bind(SchedulingContext context, String nodeName, ApiClient client) {
    PodInfo pod = context.pod();
    ObjectNode binding = Json.object();
    binding.put("apiVersion", "v1").put("kind", "Binding");
    binding
        .putObject("metadata")
        .put("namespace", pod.namespace())
        .put("name", pod.key().name())
        .put("uid", pod.uid());
    binding.putObject("target").put("kind", "Node").put("name", nodeName);
    client.createSubresource(Resources.PODS, pod.namespace(), pod.key().name(), "binding", binding);
    return Status.SUCCESS;
  }
}
