package io.binnacle.controller.localpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.persistentvolume.PersistentVolumeBinder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The provisioner beside the binder, as in a cluster. */
class LocalPathProvisionerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenCluster(String mode, String reclaim) {
    fixture.given(
        Resources.STORAGE_CLASSES,
        """
        {"kind":"StorageClass","metadata":{"name":"local-path"},"provisioner":"binnacle.io/local-path",
         "reclaimPolicy":"%s","volumeBindingMode":"%s"}
        """
            .formatted(reclaim, mode));
    givenNode("n1");
    fixture.start(new PersistentVolumeBinder()).start(new LocalPathProvisioner());
  }

  private void givenNode(String name) {
    fixture.given(
        Resources.NODES,
        """
        {"kind":"Node","metadata":{"name":"%s","labels":{"kubernetes.io/hostname":"host-%s"},
          "annotations":{"binnacle.io/local-path-directory":"/data"}}}
        """
            .formatted(name, name));
  }

  private void givenClaim(String annotations, String more) {
    fixture.given(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        """
        {"kind":"PersistentVolumeClaim","metadata":{"name":"c","namespace":"ns","annotations":{%s}},
         "spec":{"storageClassName":"local-path","accessModes":["ReadWriteOnce"],%s
           "resources":{"requests":{"storage":"1Gi"}}}}
        """
            .formatted(annotations, more));
    fixture.settle();
  }

  private ApiObject claim() {
    return fixture.api.get(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "c");
  }

  private ApiObject volume() {
    return fixture.api.get(Resources.PERSISTENT_VOLUMES, "", "pvc-" + claim().uid());
  }

  @Test
  void makesAVolumeOnTheNodeThatTheSchedulerChose() {
    givenCluster("WaitForFirstConsumer", "Retain");
    givenClaim("", "");
    assertThat(fixture.names(Resources.PERSISTENT_VOLUMES)).isEmpty();

    ObjectNode tree = claim().copyTree();
    tree.withObjectProperty("metadata")
        .withObjectProperty("annotations")
        .put("volume.kubernetes.io/selected-node", "n1");
    fixture.advance(Duration.ofSeconds(1));
    fixture.api.put(Resources.PERSISTENT_VOLUME_CLAIMS, tree);
    fixture.settle();

    JsonNode spec = volume().tree().path("spec");
    assertThat(spec.at("/local/path").asText()).isEqualTo("/data/" + volume().name());
    assertThat(spec.at("/capacity/storage").asText()).isEqualTo("1Gi");
    assertThat(spec.path("persistentVolumeReclaimPolicy").asText()).isEqualTo("Retain");
    assertThat(
            spec.at("/nodeAffinity/required/nodeSelectorTerms/0/matchExpressions/0/values/0")
                .asText())
        .isEqualTo("host-n1");
    assertThat(claim().tree().at("/status/phase").asText()).isEqualTo("Bound");
    assertThat(volume().tree().at("/status/phase").asText()).isEqualTo("Bound");
    assertThat(fixture.events()).contains("ProvisioningSucceeded");
  }

  @Test
  void aClaimOfANodeThatIsGoneGoesBackToTheScheduler() {
    givenCluster("WaitForFirstConsumer", "Delete");
    givenClaim("\"volume.kubernetes.io/selected-node\":\"gone\"", "");

    assertThat(claim().annotations()).doesNotContainKey("volume.kubernetes.io/selected-node");
    assertThat(fixture.names(Resources.PERSISTENT_VOLUMES)).isEmpty();
    assertThat(fixture.events()).contains("ProvisioningFailed");
  }

  @Test
  void refusesWhatADirectoryCannotBe() {
    givenCluster("Immediate", "Delete");
    givenClaim("", "\"volumeMode\":\"Block\",");

    assertThat(fixture.names(Resources.PERSISTENT_VOLUMES)).isEmpty();
    assertThat(fixture.events()).contains("ProvisioningFailed");
  }

  @Test
  void whatIsReleasedIsDeletedWhenItsNodeHasDeletedTheData() {
    givenCluster("Immediate", "Delete");
    givenClaim("", "");
    String name = volume().name();
    fixture.api.remove(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "c");
    fixture.settle();

    ApiObject volume = fixture.api.get(Resources.PERSISTENT_VOLUMES, "", name);
    assertThat(volume.isBeingDeleted()).isTrue();
    assertThat(volume.finalizers()).containsExactly("binnacle.io/local-path");

    fixture.api.remove(Resources.NODES, "", "n1");
    fixture.settle();
    assertThat(fixture.names(Resources.PERSISTENT_VOLUMES)).isEmpty();
  }
}
