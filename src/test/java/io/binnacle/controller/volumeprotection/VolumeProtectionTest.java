package io.binnacle.controller.volumeprotection;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import org.junit.jupiter.api.Test;

class VolumeProtectionTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @Test
  void keepsAClaimAsLongAsAPodUsesIt() {
    fixture.given(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        """
        {"kind":"PersistentVolumeClaim","metadata":{"name":"c","namespace":"ns"}}
        """);
    fixture.given(
        Resources.PODS,
        """
        {"kind":"Pod","metadata":{"name":"p","namespace":"ns"},"spec":{"nodeName":"n",
           "volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"c"}}]}}
        """);
    fixture.start(new ClaimProtectionController());
    assertThat(fixture.api.get(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "c").finalizers())
        .containsExactly("kubernetes.io/pvc-protection");
    fixture.api.delete(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "c", DeleteOptions.defaults());
    fixture.settle();
    assertThat(fixture.names(Resources.PERSISTENT_VOLUME_CLAIMS)).containsExactly("c");
    PodFixture pods = new PodFixture(fixture);
    pods.end(pods.all().getFirst(), "Succeeded");
    assertThat(fixture.names(Resources.PERSISTENT_VOLUME_CLAIMS)).isEmpty();
  }

  @Test
  void keepsAVolumeAsLongAsItIsBound() {
    fixture.given(
        Resources.PERSISTENT_VOLUMES,
        """
        {"kind":"PersistentVolume","metadata":{"name":"v"},"status":{"phase":"Bound"}}
        """);
    fixture.start(new VolumeProtectionController());
    fixture.api.delete(Resources.PERSISTENT_VOLUMES, "", "v", DeleteOptions.defaults());
    fixture.settle();
    var volume = fixture.api.get(Resources.PERSISTENT_VOLUMES, "", "v").copyTree();
    volume.putObject("status").put("phase", "Released");
    fixture.api.put(Resources.PERSISTENT_VOLUMES, volume);
    fixture.settle();
    assertThat(fixture.names(Resources.PERSISTENT_VOLUMES)).isEmpty();
  }
}
