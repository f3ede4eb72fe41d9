package io.binnacle.app.bootstrap;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The address of this machine that others reach it by: the one its default route sends from. */
public final class PrimaryAddress {
  private static final int ANY_PORT = 9;

  private PrimaryAddress() {}

  /**
   * The address; loopback on a machine without a network. Sends nothing: connecting a datagram
   * socket is a look-up.
   */
  public static String find() {
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress documentationNet = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
      socket.connect(new InetSocketAddress(documentationNet, ANY_PORT));
      InetAddress local = socket.getLocalAddress();
      if (!local.isAnyLocalAddress() && !local.isLoopbackAddress()) {
        return local.getHostAddress();
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // No default route: whatever address there is must do.
      return firstOther();
    }
    return firstOther();
  }

  private static String firstOther() {
    return HostNames.addresses().stream()
        .filter(address -> address.indexOf(':') < 0)
        .findFirst()
        .orElse("127.0.0.1");
  }
}
