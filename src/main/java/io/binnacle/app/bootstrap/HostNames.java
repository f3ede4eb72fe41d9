package io.binnacle.app.bootstrap;

import io.binnacle.pki.CertificateNames;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names and addresses of this machine, found without asking a name server: a start must not
 * hang on one.
 */
public final class HostNames {
  private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private HostNames() {}

  /** The machine's name in lower case; {@code localhost} where it has none. */
  public static String hostName() {
    try {
      String name = Files.readString(KERNEL_HOST_NAME).strip().toLowerCase(Locale.ROOT);
      return name.isEmpty() || name.equals("(none)") ? "localhost" : name;
    } catch (IOException e) {
      return "localhost";
    }
  }

  /** The addresses of interfaces that are up, without loopback and link-local ones. */
  public static Set<String> addresses() {
    Set<String> addresses = new TreeSet<>();
    try {
      for (NetworkInterface networkInterface :
          Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (networkInterface.isUp()) {
          Collections.list(networkInterface.getInetAddresses()).stream()
              .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
              // The zone of an IPv6 address is this machine's own affair.
              .map(address -> CertificateNames.normalize(address.getHostAddress()))
              .forEach(addresses::add);
        }
      }
    } catch (SocketException e) {
      // A machine without interfaces is reached by loopback alone, which is always in.
      return addresses;
    }
    return addresses;
  }
}
