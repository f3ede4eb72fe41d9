package io.binnacle.proxy;

import io.binnacle.apimachinery.meta.ObjectKey;

/**
 * What load balancers ask a node about a service whose traffic stays on the node.
 *
 * @param port where they ask: the service's healthCheckNodePort
 * @param localEndpoints how many of its ready endpoints are on this node
 */
record HealthCheck(int port, ObjectKey service, int localEndpoints) {
  boolean isHealthy() {
    return localEndpoints > 0;
  }
}
