package io.binnacle.node.simulated;

import java.util.BitSet;
import java.util.Optional;

/**
 * The addresses of a simulated node and its pods. Nodes are in 198.18.0.0/15, which RFC 2544 keeps
 * for measurements; their pods in 100.64.0.0/10 (RFC 6598), a /24 a node. Nobody is reached there.
 */
final class AddressPool {
  /** How many /24 there are in a /10. */
  static final int MOST_NODES = 1 << 14;

  private static final int OCTET = 256;
  private static final int FIRST = 1;
  private static final int LAST = 254;

  private final int node;
  private final BitSet taken = new BitSet();

  /**
   * @param node its number, less than {@link #MOST_NODES}
   */
  AddressPool(int node) {
    if (node < 0 || node >= MOST_NODES) {
      throw new IllegalArgumentException("a node's number must be below " + MOST_NODES);
    }
    this.node = node;
  }

  String nodeAddress() {
    return "198.18." + node / OCTET + "." + node % OCTET;
  }

  String podCidr() {
    return prefix() + ".0/24";
  }

  private String prefix() {
    return "100." + (64 + node / OCTET) + "." + node % OCTET;
  }

  /** An address that no pod has; empty where all are taken. */
  synchronized Optional<String> take() {
    int free = taken.nextClearBit(FIRST);
    if (free > LAST) {
      return Optional.empty();
    }
    taken.set(free);
    return Optional.of(prefix() + "." + free);
  }

  synchronized void release(String address) {
    taken.clear(Integer.parseInt(address.substring(address.lastIndexOf('.') + 1)));
  }
}
