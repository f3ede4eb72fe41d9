package io.binnacle.schema.cel.library;

import com.google.common.net.InetAddresses;
import com.google.errorprone.annotations.Immutable;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.IpAddresses.Range;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** IP addresses and ranges of them. */
final class AddressFunctions {
  static final CelType IP = OpaqueType.create("net.IP");
  static final CelType CIDR = OpaqueType.create("net.CIDR");

  private AddressFunctions() {}

  /** Whether an address is one of a sort. */
  @FunctionalInterface
  @Immutable
  private interface Test {
    boolean holds(InetAddress address);
  }

  static void addTo(Functions functions) {
    CelType text = SimpleType.STRING;
    functions
        .global("ip", IP, List.of(text), a -> address((String) a[0]))
        .global("isIP", SimpleType.BOOL, List.of(text), a -> parse((String) a[0]).isPresent())
        .global("ip.isCanonical", SimpleType.BOOL, List.of(text), a -> isCanonical((String) a[0]))
        .global("string", text, List.of(IP), a -> InetAddresses.toAddrString((InetAddress) a[0]))
        .member("family", SimpleType.INT, List.of(IP), a -> a[0] instanceof Inet4Address ? 4L : 6L);
    is(functions, "isUnspecified", InetAddress::isAnyLocalAddress);
    is(functions, "isLoopback", InetAddress::isLoopbackAddress);
    is(functions, "isLinkLocalMulticast", InetAddress::isMCLinkLocal);
    is(functions, "isLinkLocalUnicast", InetAddress::isLinkLocalAddress);
    is(functions, "isGlobalUnicast", AddressFunctions::isGlobalUnicast);
    addRanges(functions);
  }

  private static void addRanges(Functions functions) {
    CelType text = SimpleType.STRING;
    functions
        .global("cidr", CIDR, List.of(text), a -> range((String) a[0]))
        .global(
            "isCIDR",
            SimpleType.BOOL,
            List.of(text),
            a -> IpAddresses.range((String) a[0]).isPresent())
        .global("string", text, List.of(CIDR), a -> text((Range) a[0]))
        .member("ip", IP, List.of(CIDR), a -> ((Range) a[0]).address())
        .member("masked", CIDR, List.of(CIDR), a -> ((Range) a[0]).masked())
        .member("prefixLength", SimpleType.INT, List.of(CIDR), a -> (long) ((Range) a[0]).bits())
        .member(
            "containsIP",
            SimpleType.BOOL,
            List.of(CIDR, IP),
            a -> contains(a[0], single((InetAddress) a[1])))
        .member(
            "containsIP",
            SimpleType.BOOL,
            List.of(CIDR, text),
            a -> contains(a[0], single(address((String) a[1]))))
        .member(
            "containsCIDR", SimpleType.BOOL, List.of(CIDR, CIDR), a -> contains(a[0], (Range) a[1]))
        .member(
            "containsCIDR",
            SimpleType.BOOL,
            List.of(CIDR, text),
            a -> contains(a[0], range((String) a[1])));
  }

  private static void is(Functions functions, String name, Test test) {
    functions.member(name, SimpleType.BOOL, List.of(IP), a -> test.holds((InetAddress) a[0]));
  }

  private static boolean isGlobalUnicast(InetAddress address) {
    boolean broadcast = InetAddresses.toAddrString(address).equals("255.255.255.255");
    return !broadcast
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.isLinkLocalAddress();
  }

  /** An IPv4 address in the form of IPv6 is none of either. */
  private static Optional<InetAddress> parse(String text) {
    return IpAddresses.parse(text)
        .filter(address -> !(address instanceof Inet4Address && IpAddresses.isIpv6(text)));
  }

  private static InetAddress address(String text) throws CelEvaluationException {
    return parse(text)
        .orElseThrow(() ->
            new CelEvaluationException(
                "IP Address \""
                    + text
                    + "\" parse error during conversion from string: ParseAddr(\""
                    + text
                    + "\"): unable to parse IP"));
  }

  private static boolean isCanonical(String text) throws CelEvaluationException {
    return InetAddresses.toAddrString(address(text)).equals(text);
  }

  private static Range range(String text) throws CelEvaluationException {
    return IpAddresses.range(text)
        .orElseThrow(() ->
            new CelEvaluationException(
                "network address parse error during conversion from string: invalid CIDR address: "
                    + text));
  }

  private static String text(Range range) {
    return InetAddresses.toAddrString(range.address()) + "/" + range.bits();
  }

  private static Range single(InetAddress address) {
    return new Range(address, address.getAddress().length * Byte.SIZE);
  }

  private static boolean contains(Object range, Range other) {
    return ((Range) range).contains(other);
  }
}
