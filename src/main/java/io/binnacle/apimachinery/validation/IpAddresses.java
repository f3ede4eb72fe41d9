package io.binnacle.apimachinery.validation;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and ranges in text form: literals only, nothing is looked up. */
public final class IpAddresses {
  /** What is wrong with a text that is no range. */
  public static final String NO_RANGE =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private IpAddresses() {}

  /** The address that a literal means; empty for anything else. */
  public static Optional<InetAddress> parse(String text) {
    try {
      if (IPV4.matcher(text).matches()) {
        return Optional.of(Inet4Address.ofLiteral(text));
      }
      return IPV6.matcher(text).matches()
          ? Optional.of(Inet6Address.ofLiteral(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public static boolean isIpv6(String text) {
    return text.indexOf(':') >= 0;
  }

  /** Whether the text is a range such as {@code 10.0.0.0/8}. */
  public static boolean isRange(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return false;
    }
    Optional<InetAddress> address = parse(text.substring(0, slash));
    String bits = text.substring(slash + 1);
    if (address.isEmpty() || !bits.matches("\\d{1,3}")) {
      return false;
    }
    return Integer.parseInt(bits) <= (address.get() instanceof Inet4Address ? 32 : 128);
  }

  /** A range of addresses: those that begin with the same bits. */
  public record Range(InetAddress address, int bits) {
    /** Whether all of the other range is in this one, and this one has more. */
    public boolean strictlyContains(Range other) {
      return other.bits != bits && contains(other);
    }

    /** Whether all of the other range is in this one. */
    public boolean contains(Range other) {
      byte[] own = address.getAddress();
      byte[] others = other.address.getAddress();
      if (own.length != others.length || other.bits < bits) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((own[bit / 8] & mask) != (others[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }

    /** The same range by its first address. */
    public Range masked() {
      byte[] first = address.getAddress();
      for (int bit = bits; bit < first.length * Byte.SIZE; bit++) {
        first[bit / 8] &= (byte) ~(0x80 >> bit % 8);
      }
      try {
        return new Range(InetAddress.getByAddress(first), bits);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address has the length of an address", e);
      }
    }
  }

  /** The range that a text such as {@code 10.0.0.0/8} means. */
  public static Optional<Range> range(String text) {
    if (!isRange(text)) {
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    return parse(text.substring(0, slash))
        .map(address -> new Range(address, Integer.parseInt(text.substring(slash + 1))));
  }

  /** What is wrong with an address, nothing when it is good. */
  public static List<String> check(String text) {
    return parse(text).isPresent()
        ? List.of()
        : List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
  }

  /** Why an address cannot be that of an endpoint or an external address. */
  public static List<String> checkNotSpecial(String text) {
    InetAddress address = parse(text).orElse(null);
    if (address == null) {
      return List.of("must be a valid IP address");
    }
    List<String> errors = new ArrayList<>();
    if (address.isAnyLocalAddress()) {
      errors.add("may not be unspecified (" + text + ")");
    }
    if (address.isLoopbackAddress()) {
      errors.add("may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (address.isLinkLocalAddress()) {
      errors.add("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (address.isMulticastAddress() && isLinkLocalMulticast(address)) {
      errors.add("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
    return errors;
  }

  private static boolean isLinkLocalMulticast(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? bytes[0] == (byte) 224 && bytes[1] == 0 && bytes[2] == 0
        : (bytes[1] & 0x0f) == 2;
  }
}
