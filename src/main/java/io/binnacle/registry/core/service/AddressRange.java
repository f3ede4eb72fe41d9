package io.binnacle.registry.core.service;

import io.binnacle.apimachinery.validation.IpAddresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A range of IPv4 addresses to give out. The lower end is left to those who ask for an address by
 * name, as long as the upper one has any left (KEP-3070).
 */
final class AddressRange {
  private static final int MIN_STATIC = 16;
  private static final int MAX_STATIC = 256;

  private final String text;
  private final long base;
  private final long size;

  /**
   * @throws IllegalArgumentException when the text is no IPv4 range
   */
  AddressRange(String cidr) {
    int slash = cidr.indexOf('/');
    long address =
        number(cidr.substring(0, Math.max(slash, 0)))
            .filter(_ -> slash > 0 && IpAddresses.isRange(cidr))
            .orElseThrow(() -> new IllegalArgumentException(cidr + " is no IPv4 range"));
    int bits = Integer.parseInt(cidr.substring(slash + 1));
    size = 1L << (32 - bits);
    base = address / size * size;
    text = text(base) + "/" + bits;
  }

  private static Optional<Long> number(String address) {
    return IpAddresses.parse(address)
        .map(InetAddress::getAddress)
        .filter(bytes -> bytes.length == Integer.BYTES)
        .map(bytes -> Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()));
  }

  private static String text(long address) {
    return (address >> 24 & 0xff)
        + "."
        + (address >> 16 & 0xff)
        + "."
        + (address >> 8 & 0xff)
        + "."
        + (address & 0xff);
  }

  /** Whether an address may be given out: neither the network's nor the broadcast address. */
  boolean contains(String address) {
    return number(address).filter(n -> n > base && n < base + size - 1).isPresent();
  }

  /** A free address, at random. */
  Optional<String> choose(RandomGenerator random, Predicate<String> taken) {
    OptionalLong chosen =
        new FreeNumber(kept(), size - 2).choose(random, n -> taken.test(text(base + 1 + n)));
    return chosen.isPresent() ? Optional.of(text(base + 1 + chosen.getAsLong())) : Optional.empty();
  }

  /** How many addresses at the lower end are left to those who ask by name. */
  private long kept() {
    return size <= MIN_STATIC ? 0 : Math.clamp(size / 16, MIN_STATIC, MAX_STATIC);
  }

  @Override
  public String toString() {
    return text;
  }
}
