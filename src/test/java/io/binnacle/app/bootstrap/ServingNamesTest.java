package io.binnacle.app.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.configuration.ConfigurationException;
import org.junit.jupiter.api.Test;

class ServingNamesTest {
  @Test
  void takesNamesAndAddressesWithAndWithoutPorts() {
    ServingNames names =
        ServingNames.parse(
            "api.example.com, lb.example.com:8443,192.0.2.7:443, [2001:db8::1]:6444, ::1");

    assertThat(names.names())
        .containsExactly("api.example.com", "lb.example.com", "192.0.2.7", "2001:db8::1", "::1");
    assertThat(names.ports()).containsExactly(443, 6444, 8443);
  }

  @Test
  void nothingIsNothing() {
    ServingNames names = ServingNames.parse("");

    assertThat(names.names()).isEmpty();
    assertThat(names.ports()).isEmpty();
  }

  @Test
  void refusesPortsThatCannotBe() {
    assertThatThrownBy(() -> ServingNames.parse("api.example.com:70000"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'api.example.com:70000' must be from 1 to 65535");
  }

  @Test
  void theServerIsToldThePorts() {
    assertThat(ServingNames.parse("api.example.com:8443,api.example.com:9443").serverXml())
        .isEqualTo(
            """
            <server>
              <virtualHost id="binnacle_host">
                <hostAlias>*:8443</hostAlias>
                <hostAlias>*:9443</hostAlias>
              </virtualHost>
            </server>
            """);
  }
}
