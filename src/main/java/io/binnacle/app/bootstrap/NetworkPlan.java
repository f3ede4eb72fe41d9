package io.binnacle.app.bootstrap;

import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The address ranges of a cluster, chosen once for a home: Kubernetes' usual ones, or the next that
 * no route of the machine leads to, so that two clusters can live side by side on one machine.
 *
 * @param serviceCidr virtual addresses of services
 * @param podCidr addresses of all pods; each node has a /24 of it
 */
public record NetworkPlan(String serviceCidr, String podCidr) {
  private static final int FIRST_SERVICE_OCTET = 96;
  private static final int FIRST_POD_OCTET = 244;
  private static final int CANDIDATES = 16;
  private static final String SETTING = "BINNACLE_SERVICE_SERVICE_CIDR";
  private static final String SERVICE_CIDR = "service-cidr";
  private static final String POD_CIDR = "pod-cidr";

  /**
   * The plan of a home, made and kept in the file if it has none.
   *
   * @param file where the plan is kept
   * @param routes the kernel's routing table, as {@code /proc/net/route} shows it
   * @param wanted the range of services that is asked for, which the plan then has
   * @throws ConfigurationException when that is no range, or another one than this home has
   */
  public static NetworkPlan of(Path file, Path routes, Optional<String> wanted) throws IOException {
    Optional<Range> services = wanted.map(Range::parse);
    if (Files.exists(file)) {
      NetworkPlan kept = read(file);
      if (services.filter(range -> !range.text().equals(kept.serviceCidr)).isPresent()) {
        throw new ConfigurationException(
            List.of(
                SETTING
                    + ": the services of this home's cluster have addresses of "
                    + kept.serviceCidr
                    + ", which was chosen at its first start and cannot be changed"));
      }
      return kept;
    }
    NetworkPlan plan =
        choose(Files.exists(routes) ? Files.readAllLines(routes) : List.of(), services);
    plan.keep(file);
    return plan;
  }

  /** The plan that a file keeps. */
  public static NetworkPlan read(Path file) throws IOException {
    Properties kept = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      kept.load(in);
    }
    return new NetworkPlan(kept.getProperty(SERVICE_CIDR), kept.getProperty(POD_CIDR));
  }

  /** Writes the plan into a file: a node that has joined needs it when it is taken down. */
  public void keep(Path file) throws IOException {
    PrivateFiles.writeIfDifferent(
        file,
        "# Chosen once; a running cluster's addresses lie in these ranges.\n"
            + "%s=%s\n%s=%s\n".formatted(POD_CIDR, podCidr, SERVICE_CIDR, serviceCidr));
  }

  /** The first candidate that overlaps no route; the first of all where each does. */
  static NetworkPlan choose(List<String> routes, Optional<Range> services) {
    List<Range> known = new ArrayList<>();
    for (String line : routes.subList(Math.min(1, routes.size()), routes.size())) {
      Range route = Range.ofRoute(line);
      if (route.mask() != 0) {
        known.add(route);
      }
    }
    services.ifPresent(known::add);
    int index = 0;
    while (index < CANDIDATES && !plan(index).isFree(known)) {
      index++;
    }
    NetworkPlan plan = plan(index % CANDIDATES);
    return new NetworkPlan(services.map(Range::text).orElse(plan.serviceCidr), plan.podCidr);
  }

  private boolean isFree(List<Range> known) {
    Range service = Range.parse(serviceCidr);
    Range pods = Range.parse(podCidr);
    return known.stream().noneMatch(range -> range.overlaps(service) || range.overlaps(pods));
  }

  private static NetworkPlan plan(int index) {
    return new NetworkPlan(
        "10." + (FIRST_SERVICE_OCTET + index) + ".0.0/16",
        "10." + (FIRST_POD_OCTET - index) + ".0.0/16");
  }

  /** The first address of the service range: the service that leads to the API. */
  public String apiServiceIp() {
    return Range.parse(serviceCidr).address(1);
  }

  /** The address of the cluster's DNS service, by convention the tenth. */
  public String dnsServiceIp() {
    return Range.parse(serviceCidr).address(10);
  }

  /** The range of one node's pods. */
  public String nodePodCidr(int node) {
    String[] parts = podCidr.split("\\.");
    return parts[0] + "." + parts[1] + "." + node + ".0/24";
  }

  /** A range of IPv4 addresses. */
  record Range(int base, int mask) {

    static Range parse(String cidr) {
      Optional<Integer> address =
          IpAddresses.range(cidr)
              .map(range -> range.address().getAddress())
              .filter(bytes -> bytes.length == Integer.BYTES)
              .map(bytes -> ByteBuffer.wrap(bytes).getInt());
      int bits = address.isEmpty() ? 0 : Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
      if (bits < 1) {
        throw new ConfigurationException(
            List.of(SETTING + ": '" + cidr + "' is no range of IPv4 addresses"));
      }
      int mask = -1 << (Integer.SIZE - bits);
      return new Range(address.get() & mask, mask);
    }

    /** A line of /proc/net/route: addresses are little-endian hexadecimal. */
    static Range ofRoute(String line) {
      String[] fields = line.split("\\s+");
      return new Range(littleEndian(fields[1]), littleEndian(fields[7]));
    }

    private static int littleEndian(String hex) {
      return Integer.reverseBytes(HexFormat.fromHexDigits(hex));
    }

    boolean overlaps(Range other) {
      int common = mask & other.mask;
      return (base & common) == (other.base & common);
    }

    String address(int offset) {
      int address = base + offset;
      return (address >>> 24)
          + "."
          + (address >> 16 & 0xff)
          + "."
          + (address >> 8 & 0xff)
          + "."
          + (address & 0xff);
    }

    String text() {
      return address(0) + "/" + Integer.bitCount(mask);
    }
  }
}
