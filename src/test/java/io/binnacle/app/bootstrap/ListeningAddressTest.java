package io.binnacle.app.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListeningAddressTest {
  @Test
  void aPortThatAnotherHasIsTold() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThat(new ListeningAddress("127.0.0.1", port).problem().orElseThrow())
          .startsWith(
              "cannot listen on port " + port + " of address 127.0.0.1 (Address already in use");
      assertThat(new ListeningAddress("*", port).problem()).isPresent();
    }
  }

  @Test
  void aFreePortIsNone() {
    assertThat(new ListeningAddress("127.0.0.1", 0).problem()).isEmpty();
    assertThat(new ListeningAddress("*", 0).problem()).isEmpty();
  }

  @Test
  void anAddressOfAnotherMachineIsTold() {
    assertThat(new ListeningAddress("192.0.2.1", 0).problem().orElseThrow())
        .contains("192.0.2.1 (Cannot assign requested address");
  }
}
