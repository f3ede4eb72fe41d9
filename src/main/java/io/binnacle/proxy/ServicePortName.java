package io.binnacle.proxy;

/** One port of a service. */
public record ServicePortName(String namespace, String service, String port, Protocol protocol)
    implements Comparable<ServicePortName> {
  @Override
  public int compareTo(ServicePortName other) {
    return toString().compareTo(other.toString());
  }

  /** {@code namespace/service/protocol/port}. */
  @Override
  public String toString() {
    return namespace + "/" + service + "/" + protocol.text() + "/" + port;
  }
}
