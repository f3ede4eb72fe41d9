package io.binnacle.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.app.bootstrap.NetworkPlan;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;

/** The cluster's address ranges in a ConfigMap that nodes read, whichever machine they are on. */
final class ClusterNetwork {
  static final String NAMESPACE = "kube-system";

  private static final String NAME = "binnacle-network";
  private static final String SERVICE_CIDR = "service-cidr";
  private static final String POD_CIDR = "pod-cidr";

  private ClusterNetwork() {}

  static ObjectNode of(NetworkPlan plan) {
    ObjectNode map = Json.object().put("kind", "ConfigMap").put("apiVersion", "v1");
    map.putObject("metadata").put("name", NAME);
    map.putObject("data").put(SERVICE_CIDR, plan.serviceCidr()).put(POD_CIDR, plan.podCidr());
    return map;
  }

  /**
   * @throws io.binnacle.apimachinery.errors.ApiException when it cannot be read
   */
  static NetworkPlan read(ApiClient client) {
    ApiObject map = client.get(Resources.CONFIG_MAPS, NAMESPACE, NAME);
    return new NetworkPlan(
        map.tree().path("data").path(SERVICE_CIDR).asText(),
        map.tree().path("data").path(POD_CIDR).asText());
  }
}
