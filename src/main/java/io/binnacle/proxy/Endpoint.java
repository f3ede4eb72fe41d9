package io.binnacle.proxy;

/**
 * Where a service's traffic can go.
 *
 * @param local whether it is on this node
 */
public record Endpoint(
    String address, int port, boolean ready, boolean serving, boolean terminating, boolean local)
    implements Comparable<Endpoint> {

  /** {@code address:port}. */
  public String target() {
    return address + ":" + port;
  }

  @Override
  public int compareTo(Endpoint other) {
    return target().compareTo(other.target());
  }
}
