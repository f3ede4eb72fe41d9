package io.binnacle.controller.servicecidr;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.Test;

class ServiceAddressRepairTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenService(String name, String address) {
    fixture.given(
        Resources.SERVICES,
        """
        {"kind":"Service","metadata":{"name":"%s","namespace":"ns"},
         "spec":{"clusterIP":"%s","clusterIPs":["%s"]}}
        """
            .formatted(name, address, address));
    fixture.settle();
  }

  private void givenAddress(String address, String service, String managedBy) {
    fixture.given(
        Resources.IP_ADDRESSES,
        """
        {"kind":"IPAddress","metadata":{"name":"%s","labels":
           {"ipaddress.kubernetes.io/managed-by":"%s"}},
         "spec":{"parentRef":{"resource":"services","namespace":"ns","name":"%s"}}}
        """
            .formatted(address, managedBy, service));
    fixture.settle();
  }

  @Test
  void anAddressThatIsMissingIsKeptAgain() {
    fixture.start(new ServiceAddressRepair());
    givenService("headless", "None");
    givenService("web", "10.96.0.9");

    assertThat(fixture.names(Resources.IP_ADDRESSES)).containsExactly("10.96.0.9");
    assertThat(fixture.events()).containsExactly("ClusterIPNotAllocated");
    fixture.api.remove(Resources.IP_ADDRESSES, "", "10.96.0.9");
    fixture.settle();
    assertThat(fixture.names(Resources.IP_ADDRESSES)).containsExactly("10.96.0.9");
  }

  @Test
  void anAddressThatLeakedGoes() {
    givenService("web", "10.96.0.9");
    givenAddress("10.96.0.9", "web", "ipallocator.k8s.io");
    givenAddress("10.96.0.10", "web", "ipallocator.k8s.io");
    givenAddress("10.96.0.11", "gone", "ipallocator.k8s.io");
    givenAddress("10.96.0.12", "gone", "somebody");
    fixture.start(new ServiceAddressRepair());

    assertThat(fixture.names(Resources.IP_ADDRESSES)).containsExactly("10.96.0.12", "10.96.0.9");
    assertThat(fixture.events()).contains("IPAddressNotAllocated");
  }

  @Test
  void twoServicesOfOneAddressAreToldOf() {
    givenService("web", "10.96.0.9");
    givenService("twin", "10.96.0.9");
    givenAddress("10.96.0.9", "web", "ipallocator.k8s.io");
    fixture.start(new ServiceAddressRepair());

    assertThat(fixture.events()).containsExactly("ClusterIPAlreadyAllocated");
  }
}
