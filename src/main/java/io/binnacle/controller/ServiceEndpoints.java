package io.binnacle.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Services and the pods that they select, followed: what the controllers of Endpoints and of
 * EndpointSlices both work from. Their keys are those of services. Safe for any thread.
 */
public final class ServiceEndpoints {
  private final SharedInformer services;
  private final SharedInformer pods;

  public ServiceEndpoints(ControllerContext context) {
    this.services = context.informers().informer(Resources.SERVICES, ListOptions.allNamespaces());
    this.pods = context.informers().informer(Resources.PODS, ListOptions.allNamespaces());
  }

  /** Enqueues services that have changed, also by what they select, and what the writer adds. */
  public List<Watch> watchesWith(Watch written) {
    return List.of(
        new Watch(services, KeyMapper.self()),
        new Watch(pods, ServicePods.podMapper(services.lister())),
        written);
  }

  public Optional<ApiObject> service(ObjectKey key) {
    return services.lister().get(key);
  }

  /** All services there are. */
  public List<ApiObject> services() {
    return services.lister().list("", LabelSelector.everything());
  }

  /** The pods that the service selects, whatever their state. */
  public List<ApiObject> pods(ApiObject service) {
    return pods.lister().list(service.namespace(), ServicePods.selector(service));
  }

  /** The labels of what is written for the service: its own, and more. */
  public static ObjectNode labels(ApiObject service, Map<String, String> more) {
    ObjectNode labels = Json.object();
    service.labels().forEach(labels::put);
    more.forEach(labels::put);
    if (ServicePods.isHeadless(service)) {
      labels.put(ServicePods.HEADLESS_LABEL, "");
    } else {
      labels.remove(ServicePods.HEADLESS_LABEL);
    }
    return labels;
  }
}
