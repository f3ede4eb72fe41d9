package io.binnacle.app.bootstrap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where the API server is to listen. The container only logs it when it cannot, and then runs on
 * without anybody reaching it; so this is looked at before the start.
 *
 * @param host a name or address of this machine; {@code *} for all of them
 */
record ListeningAddress(String host, int port) {
  /** Why nobody can listen there now; empty where one can. */
  Optional<String> problem() {
    InetSocketAddress address;
    try {
      address =
          host.equals("*")
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      return Optional.of(
          "BINNACLE_BIND_ADDRESS: this machine does not know the name '" + host + "'");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "cannot listen on port %d of address %s (%s): set BINNACLE_PORT to a free port, or BINNACLE_BIND_ADDRESS to an address of this machine"
              .formatted(port, host, e.getMessage()));
    }
  }
}
