package io.binnacle.controller.persistentvolume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.Test;

class PersistentVolumeBinderTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenVolume(String name, String size, String more) {
    fixture.given(
        Resources.PERSISTENT_VOLUMES,
        """
        {"kind":"PersistentVolume","metadata":{"name":"%s","labels":{"disk":"ssd"}},
         "spec":{"storageClassName":"fast","capacity":{"storage":"%s"},%s
           "accessModes":["ReadWriteOnce","ReadOnlyMany"],"hostPath":{"path":"/x"}}}
        """
            .formatted(name, size, more));
    fixture.settle();
  }

  private void givenClaim(String name, String size, String more) {
    fixture.given(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        """
        {"kind":"PersistentVolumeClaim","metadata":{"name":"%s","namespace":"ns"},
         "spec":{"storageClassName":"fast","accessModes":["ReadWriteOnce"],%s
           "resources":{"requests":{"storage":"%s"}}}}
        """
            .formatted(name, more, size));
    fixture.settle();
  }

  private ApiObject claim(String name) {
    return fixture.api.get(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", name);
  }

  private String phase(String volume) {
    return fixture
        .api
        .get(Resources.PERSISTENT_VOLUMES, "", volume)
        .tree()
        .at("/status/phase")
        .asText();
  }

  private void start() {
    fixture.start(new PersistentVolumeBinder());
  }

  @Test
  void takesTheSmallestThatIsLargeEnough() {
    start();
    givenVolume("large", "10Gi", "");
    givenVolume("small", "2Gi", "");
    givenVolume("tiny", "100Mi", "");
    assertThat(phase("large")).isEqualTo("Available");
    givenClaim("c", "1Gi", "");
    ApiObject claim = claim("c");
    assertThat(claim.tree().at("/spec/volumeName").asText()).isEqualTo("small");
    assertThat(claim.tree().at("/status/phase").asText()).isEqualTo("Bound");
    assertThat(claim.tree().at("/status/capacity/storage").asText()).isEqualTo("2Gi");
    assertThat(claim.annotations())
        .containsEntry("pv.kubernetes.io/bind-completed", "yes")
        .containsEntry("pv.kubernetes.io/bound-by-controller", "yes");
    assertThat(phase("small")).isEqualTo("Bound");
    JsonNode ref =
        fixture.api.get(Resources.PERSISTENT_VOLUMES, "", "small").tree().at("/spec/claimRef");
    assertThat(ref.path("uid").asText()).isEqualTo(claim.uid());
    assertThat(ref.path("kind").asText()).isEqualTo("PersistentVolumeClaim");
    assertThat(phase("large")).isEqualTo("Available");
  }

  @Test
  void waitsForAVolumeThatIsFit() {
    start();
    givenClaim("c", "1Gi", "\"selector\":{\"matchLabels\":{\"disk\":\"ssd\"}},");
    givenVolume("block", "2Gi", "\"volumeMode\":\"Block\",");
    assertThat(claim("c").tree().at("/status/phase").asText()).isEqualTo("Pending");
    givenVolume("v", "2Gi", "");
    assertThat(claim("c").tree().at("/spec/volumeName").asText()).isEqualTo("v");
  }

  @Test
  void keepsAVolumeForTheClaimThatItNames() {
    start();
    givenVolume("kept", "1Gi", "\"claimRef\":{\"namespace\":\"ns\",\"name\":\"mine\"},");
    givenClaim("other", "1Gi", "");
    assertThat(claim("other").tree().at("/status/phase").asText()).isEqualTo("Pending");
    givenClaim("mine", "1Gi", "");
    assertThat(claim("mine").tree().at("/spec/volumeName").asText()).isEqualTo("kept");
  }

  @Test
  void leavesTheChoiceToTheFirstConsumerWhereTheClassSaysSo() {
    fixture.given(
        Resources.STORAGE_CLASSES,
        """
        {"kind":"StorageClass","metadata":{"name":"fast"},
         "volumeBindingMode":"WaitForFirstConsumer"}
        """);
    start();
    givenVolume("v", "2Gi", "");
    givenClaim("c", "1Gi", "");
    assertThat(claim("c").tree().at("/status/phase").asText()).isEqualTo("Pending");
    assertThat(fixture.events()).contains("WaitForFirstConsumer");
  }

  @Test
  void releasesTheVolumeOfAClaimThatIsGone() {
    start();
    givenVolume("v", "2Gi", "");
    givenClaim("c", "1Gi", "");
    fixture.api.remove(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "c");
    fixture.settle();
    assertThat(phase("v")).isEqualTo("Released");
    // A claim of the same name is another: what is on the volume is not for it.
    givenClaim("c", "1Gi", "");
    assertThat(phase("v")).isEqualTo("Released");
    assertThat(claim("c").tree().at("/status/phase").asText()).isEqualTo("Pending");
  }

  @Test
  void saysThatAVolumeIsLost() {
    start();
    givenVolume("v", "2Gi", "");
    givenClaim("c", "1Gi", "");
    fixture.api.remove(Resources.PERSISTENT_VOLUMES, "", "v");
    fixture.settle();
    assertThat(claim("c").tree().at("/status/phase").asText()).isEqualTo("Lost");
    assertThat(fixture.events()).contains("ClaimLost");
  }

  @Test
  void givesAClaimWithoutAClassTheDefaultOneAsSoonAsThereIsOne() {
    start();
    fixture.given(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        """
        {"kind":"PersistentVolumeClaim","metadata":{"name":"c","namespace":"ns"},
         "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}
        """);
    fixture.settle();
    assertThat(fixture.events()).contains("FailedBinding");
    fixture.given(
        Resources.STORAGE_CLASSES,
        """
        {"kind":"StorageClass","metadata":{"name":"std","annotations":
          {"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"example.com/disk"}
        """);
    fixture.settle();
    assertThat(claim("c").tree().at("/spec/storageClassName").asText()).isEqualTo("std");
    assertThat(claim("c").annotations())
        .containsEntry("volume.kubernetes.io/storage-provisioner", "example.com/disk")
        .containsEntry("volume.beta.kubernetes.io/storage-provisioner", "example.com/disk");
    assertThat(fixture.events()).contains("ExternalProvisioning");
  }

  @Test
  void aVolumeThatNobodyCanDeleteFails() {
    start();
    givenVolume("v", "2Gi", "\"persistentVolumeReclaimPolicy\":\"Delete\",");
    givenClaim("c", "1Gi", "");
    fixture.api.remove(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "c");
    fixture.settle();
    assertThat(phase("v")).isEqualTo("Failed");
    assertThat(fixture.events()).contains("VolumeFailedDelete");
  }
}
