package io.binnacle.controller.attachdetach;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttachDetachControllerTest {
  private static final String UNIQUE = "kubernetes.io/csi/disk.example.com^handle";

  private final ControllerFixture fixture = new ControllerFixture();
  private final PodFixture pods = new PodFixture(fixture);

  @Test
  void asksForTheVolumeOfAPodToBeAttachedToItsNode() {
    givenVolume("ReadWriteOnce");
    givenNode("a");
    givenPod("p", "a");

    fixture.start(new AttachDetachController());

    ApiObject attachment = onlyAttachment();
    assertThat(attachment.name())
        .isEqualTo("csi-5725d98e0ae331ec58957d2ed8fe7bfe24de0c9cdb747f8ac380c48e5834ba0a");
    assertThat(attachment.tree().at("/spec/attacher").asText()).isEqualTo("disk.example.com");
    assertThat(attachment.tree().at("/spec/nodeName").asText()).isEqualTo("a");
    assertThat(attachment.tree().at("/spec/source/persistentVolumeName").asText()).isEqualTo("v");
    assertThat(attachedTo("a")).isEmpty();
  }

  @Test
  void tellsTheNodeAndThePodWhenTheVolumeIsThere() {
    givenVolume("ReadWriteOnce");
    givenNode("a");
    givenPod("p", "a");
    fixture.start(new AttachDetachController());

    attach(onlyAttachment());

    assertThat(attachedTo("a")).isEqualTo(UNIQUE);
    assertThat(fixture.events()).containsExactly("SuccessfulAttachVolume");
  }

  @Test
  void leavesToNodesWhatTheyAttachThemselves() {
    givenVolume("ReadWriteOnce");
    fixture.given(Resources.NODES, "{\"kind\":\"Node\",\"metadata\":{\"name\":\"a\"}}");
    givenPod("p", "a");
    fixture.start(new AttachDetachController());

    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).isEmpty();
  }

  @Test
  void attachesNothingOfADriverThatNeedsNoAttaching() {
    fixture.given(
        Resources.CSI_DRIVERS,
        """
        {"kind":"CSIDriver","metadata":{"name":"disk.example.com"},
          "spec":{"attachRequired":false}}
        """);
    givenVolume("ReadWriteOnce");
    givenNode("a");
    givenPod("p", "a");
    fixture.start(new AttachDetachController());

    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).isEmpty();
  }

  @Test
  void detachesWhenThePodHasEndedAndTheNodeHasGivenTheVolumeBack() {
    givenVolume("ReadWriteOnce");
    givenNode("a");
    givenPod("p", "a");
    fixture.start(new AttachDetachController());
    attach(onlyAttachment());
    writeNode("a", "True", true);

    pods.end(pods.all().getFirst(), "Succeeded");
    fixture.advance(Duration.ofMinutes(10));
    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).hasSize(1);
    assertThat(attachedTo("a")).isEqualTo(UNIQUE);

    writeNode("a", "True", false);
    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).isEmpty();
    assertThat(attachedTo("a")).isEmpty();
  }

  @Test
  void takesTheVolumeFromANodeThatHasBeenLostForLong() {
    givenVolume("ReadWriteOnce");
    givenNode("a");
    givenPod("p", "a");
    fixture.start(new AttachDetachController());
    attach(onlyAttachment());
    writeNode("a", "Unknown", true);
    fixture.api.remove(Resources.PODS, "ns", "p");

    fixture.advance(Duration.ofSeconds(359));
    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).hasSize(1);
    fixture.advance(Duration.ofSeconds(2));
    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).isEmpty();
  }

  @Test
  void takesTheVolumeAtOnceFromANodeThatIsOutOfService() {
    givenVolume("ReadWriteOnce");
    givenNode("a");
    givenPod("p", "a");
    fixture.start(new AttachDetachController());
    attach(onlyAttachment());
    writeNode("a", "Unknown", true);
    fixture.api.remove(Resources.PODS, "ns", "p");
    fixture.settle();
    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).hasSize(1);

    ObjectNode node = fixture.api.get(Resources.NODES, "", "a").copyTree();
    node.withObjectProperty("spec")
        .putArray("taints")
        .addObject()
        .put("key", "node.kubernetes.io/out-of-service")
        .put("effect", "NoExecute");
    fixture.api.put(Resources.NODES, node);
    fixture.settle();

    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).isEmpty();
  }

  @Test
  void waitsForTheOtherNodeUnlessSeveralMayHaveTheVolume() {
    givenVolume("ReadWriteOnce");
    givenNode("a");
    givenNode("b");
    givenPod("p", "a");
    fixture.start(new AttachDetachController());
    givenPod("q", "b");
    fixture.settle();
    assertThat(onlyAttachment().tree().at("/spec/nodeName").asText()).isEqualTo("a");
    assertThat(fixture.events()).containsExactly("FailedAttachVolume");

    fixture.api.delete(Resources.PODS, "ns", "p", DeleteOptions.now());
    fixture.settle();

    assertThat(onlyAttachment().tree().at("/spec/nodeName").asText()).isEqualTo("b");
  }

  @Test
  void attachesASharedVolumeToAllNodes() {
    givenVolume("ReadWriteMany");
    givenNode("a");
    givenNode("b");
    givenPod("p", "a");
    givenPod("q", "b");
    fixture.start(new AttachDetachController());

    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).hasSize(2);
  }

  @Test
  void leavesAttachmentsAloneThatOthersHaveMade() {
    fixture.given(
        Resources.VOLUME_ATTACHMENTS,
        """
        {"kind":"VolumeAttachment","metadata":{"name":"mine"},
          "spec":{"attacher":"disk.example.com","nodeName":"a",
            "source":{"persistentVolumeName":"v"}}}
        """);
    fixture.start(new AttachDetachController());

    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).containsExactly("mine");
  }

  private void givenVolume(String accessMode) {
    fixture.given(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        """
        {"kind":"PersistentVolumeClaim","metadata":{"name":"c","namespace":"ns","uid":"claim"},
          "spec":{"volumeName":"v"}}
        """);
    fixture.given(
        Resources.PERSISTENT_VOLUMES,
        """
        {"kind":"PersistentVolume","metadata":{"name":"v"},"spec":{"accessModes":["%s"],
          "csi":{"driver":"disk.example.com","volumeHandle":"handle"},
          "claimRef":{"namespace":"ns","name":"c","uid":"claim"}}}
        """
            .formatted(accessMode));
  }

  private void givenNode(String name) {
    fixture.given(
        Resources.NODES,
        """
        {"kind":"Node","metadata":{"name":"%s","annotations":
          {"volumes.kubernetes.io/controller-managed-attach-detach":"true"}}}
        """
            .formatted(name));
  }

  private void givenPod(String name, String node) {
    fixture.given(
        Resources.PODS,
        """
        {"kind":"Pod","metadata":{"name":"%s","namespace":"ns"},"spec":{"nodeName":"%s",
           "volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"c"}}]}}
        """
            .formatted(name, node));
  }

  private ApiObject onlyAttachment() {
    assertThat(fixture.names(Resources.VOLUME_ATTACHMENTS)).hasSize(1);
    return fixture.api.all(Resources.VOLUME_ATTACHMENTS).getFirst();
  }

  private void attach(ApiObject attachment) {
    ObjectNode tree = attachment.copyTree();
    tree.putObject("status").put("attached", true);
    fixture.api.put(Resources.VOLUME_ATTACHMENTS, tree);
    fixture.settle();
  }

  private void writeNode(String name, String ready, boolean inUse) {
    ObjectNode tree = fixture.api.get(Resources.NODES, "", name).copyTree();
    ObjectNode status = tree.withObjectProperty("status");
    status.putArray("conditions").addObject().put("type", "Ready").put("status", ready);
    status.remove("volumesInUse");
    if (inUse) {
      status.putArray("volumesInUse").add(UNIQUE);
    }
    fixture.api.put(Resources.NODES, tree);
    fixture.settle();
  }

  private String attachedTo(String node) {
    return fixture
        .api
        .get(Resources.NODES, "", node)
        .tree()
        .at("/status/volumesAttached/0/name")
        .asText();
  }
}
