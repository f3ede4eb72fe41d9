package io.binnacle.controller.ephemeralvolume;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.Test;

class EphemeralVolumeControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private ApiObject givenPod() {
    ApiObject pod =
        fixture.given(
            Resources.PODS,
            """
            {"kind":"Pod","metadata":{"name":"web","namespace":"ns"},"spec":{"volumes":[
              {"name":"plain","emptyDir":{}},
              {"name":"scratch","ephemeral":{"volumeClaimTemplate":{
                "metadata":{"labels":{"a":"b"}},
                "spec":{"accessModes":["ReadWriteOnce"],
                  "resources":{"requests":{"storage":"1Gi"}}}}}}]}}
            """);
    fixture.settle();
    return pod;
  }

  @Test
  void makesTheClaimThatIsThePods() {
    fixture.start(new EphemeralVolumeController());
    ApiObject pod = givenPod();

    ApiObject claim = fixture.api.get(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "web-scratch");
    assertThat(claim.labels()).containsEntry("a", "b");
    assertThat(claim.tree().at("/spec/resources/requests/storage").asText()).isEqualTo("1Gi");
    assertThat(claim.controllerOwner().map(OwnerReference::uid)).contains(pod.uid());
  }

  @Test
  void leavesAClaimAloneThatIsAnothers() {
    fixture.given(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        """
        {"kind":"PersistentVolumeClaim","metadata":{"name":"web-scratch","namespace":"ns"},"spec":{}}
        """);
    fixture.start(new EphemeralVolumeController());
    givenPod();

    assertThat(
            fixture
                .api
                .get(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "web-scratch")
                .controllerOwner())
        .isEmpty();
    assertThat(fixture.events()).containsExactly("FailedBinding");
  }
}
