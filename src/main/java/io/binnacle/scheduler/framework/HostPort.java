package io.binnacle.scheduler.framework;

/**
 * A port of the node that a pod takes.
 *
 * @param ip the address it takes it on; 0.0.0.0 for all
 */
public record HostPort(String ip, String protocol, int port) {
  private static final String ALL_ADDRESSES = "0.0.0.0";

  public HostPort {
    ip = ip.isEmpty() || ip.equals("::") ? ALL_ADDRESSES : ip;
    protocol = protocol.isEmpty() ? "TCP" : protocol;
  }

  /** Whether both cannot be had on one node. */
  public boolean conflictsWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (ip.equals(other.ip) || ip.equals(ALL_ADDRESSES) || other.ip.equals(ALL_ADDRESSES));
  }
}
