package io.binnacle.controller.servicecidr;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.Test;

class ServiceCIDRControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenRange(String name, String cidr) {
    fixture.given(
        Resources.SERVICE_CIDRS,
        """
        {"kind":"ServiceCIDR","metadata":{"name":"%s"},"spec":{"cidrs":["%s"]}}
        """
            .formatted(name, cidr));
    fixture.settle();
  }

  private ApiObject range(String name) {
    return fixture.api.get(Resources.SERVICE_CIDRS, "", name);
  }

  @Test
  void aRangeIsReadyAndStaysAsLongAsAddressesNeedIt() {
    fixture.start(new ServiceCIDRController());
    givenRange("more", "10.200.0.0/24");
    assertThat(range("more").tree().at("/status/conditions/0/status").asText()).isEqualTo("True");
    fixture.given(
        Resources.IP_ADDRESSES,
        """
        {"kind":"IPAddress","metadata":{"name":"10.200.0.9"},"spec":{}}
        """);
    fixture.settle();

    fixture.api.delete(Resources.SERVICE_CIDRS, "", "more", DeleteOptions.defaults());
    fixture.settle();
    assertThat(range("more").tree().at("/status/conditions/0/reason").asText())
        .isEqualTo("Terminating");

    givenRange("wider", "10.200.0.0/16");
    assertThat(fixture.names(Resources.SERVICE_CIDRS)).containsExactly("wider");
  }
}
