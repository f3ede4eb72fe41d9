package io.binnacle.app.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
  private static final String SERVICE_CIDR = "service-cidr";
  private static final String POD_CIDR = "pod-cidr";

  /**
   * The plan of a home, made and kept in the file if it has none.
   *
   * @param file where the plan is kept
   * @param routes the kernel's routing table, as {@code /proc/net/route} shows it
   */
  public static NetworkPlan of(Path file, Path routes) throws IOException {
    if (Files.exists(file)) {
      return read(file);
    }
    NetworkPlan plan = choose(Files.exists(routes) ? Files.readAllLines(routes) : List.of());
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
  static NetworkPlan choose(List<String> routes) {
    List<Route> known = new ArrayList<>();
    for (String line : routes.subList(Math.min(1, routes.size()), routes.size())) {
      Route route = Route.parse(line);
      if (route.mask() != 0) {
        known.add(route);
      }
    }
    for (int i = 0; i < CANDIDATES; i++) {
      int service = (10 << 24) | ((FIRST_SERVICE_OCTET + i) << 16);
      int pods = (10 << 24) | ((FIRST_POD_OCTET - i) << 16);
      if (known.stream().noneMatch(route -> route.overlaps(service) || route.overlaps(pods))) {
        return plan(i);
      }
    }
    return plan(0);
  }

  private static NetworkPlan plan(int index) {
    return new NetworkPlan(
        "10." + (FIRST_SERVICE_OCTET + index) + ".0.0/16",
        "10." + (FIRST_POD_OCTET - index) + ".0.0/16");
  }

  /** The first address of the service range: the service that leads to the API. */
  public String apiServiceIp() {
    return serviceCidr.substring(0, serviceCidr.lastIndexOf('.')) + ".1";
  }

  /** The address of the cluster's DNS service, by convention the tenth. */
  public String dnsServiceIp() {
    return serviceCidr.substring(0, serviceCidr.lastIndexOf('.')) + ".10";
  }

  /** The range of one node's pods. */
  public String nodePodCidr(int node) {
    String[] parts = podCidr.split("\\.");
    return parts[0] + "." + parts[1] + "." + node + ".0/24";
  }

  /** A line of /proc/net/route: addresses are little-endian hexadecimal. */
  private record Route(int destination, int mask) {
    private static final int SLASH_16 = 0xffff0000;

    static Route parse(String line) {
      String[] fields = line.split("\\s+");
      return new Route(address(fields[1]), address(fields[7]));
    }

    private static int address(String hex) {
      return Integer.reverseBytes(HexFormat.fromHexDigits(hex));
    }

    boolean overlaps(int network) {
      int common = mask & SLASH_16;
      return (destination & common) == (network & common);
    }
  }
}
