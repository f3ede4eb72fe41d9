package io.binnacle.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistentVolumePluginTest {
  @TempDir Path root;
  private final FakeTime time = new FakeTime();
  private final FakeApiClient api = new FakeApiClient(time);
  private final NodePod pod =
      new NodePod(
          ApiObject.of(
              Json.readTrusted(
                  """
                  {"kind":"Pod","metadata":{"name":"p","namespace":"ns","uid":"u1"},"spec":{"volumes":[
                    {"name":"data","persistentVolumeClaim":{"claimName":"c"}}],"containers":[]}}
                  """)));
  private final ApiObject node =
      ApiObject.of(
          Json.readTrusted(
              """
              {"kind":"Node","metadata":{"name":"n1","labels":{"kubernetes.io/hostname":"n1"}}}
              """));
  private PodDirectories directories;
  private PersistentVolumePlugin plugin;

  @BeforeEach
  void makePlugin() {
    directories = new PodDirectories(root);
    Lister services =
        new SharedInformerFactory(api, Runnable::run, time, new Random(1))
            .informer(Resources.SERVICES, ListOptions.allNamespaces())
            .lister();
    plugin =
        new PersistentVolumePlugin(
            directories,
            new ClusterObjects(api, services, time, Duration.ofSeconds(-1)),
            () -> Optional.of(node),
            new NoMounts());
  }

  private void put(GroupVersionResource resource, String json) {
    ApiObject object = ApiObject.of(Json.readTrusted(json));
    if (api.find(resource, object.namespace(), object.name()).isPresent()) {
      api.remove(resource, object.namespace(), object.name());
    }
    api.given(resource, json);
  }

  private void putClaim(String status) {
    put(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        """
        {"kind":"PersistentVolumeClaim","metadata":{"name":"c","namespace":"ns","uid":"uc",
          "annotations":{"pv.kubernetes.io/bind-completed":"yes"}},
         "spec":{"volumeName":"v"},"status":{"phase":"%s"}}
        """
            .formatted(status));
  }

  private void putVolume(String provisioner, String source, String host) {
    put(
        Resources.PERSISTENT_VOLUMES,
        """
        {"kind":"PersistentVolume","metadata":{"name":"v","annotations":
          {"pv.kubernetes.io/provisioned-by":"%s"}},
         "spec":{%s,"claimRef":{"namespace":"ns","name":"c","uid":"uc"},
           "nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":
             [{"key":"kubernetes.io/hostname","operator":"In","values":["%s"]}]}]}}}}
        """
            .formatted(provisioner, source, host));
  }

  private Path setUp() throws IOException {
    return plugin.setUp(
        new VolumeContext(pod, new PodAddresses(List.of(), List.of())),
        pod.spec().getVolumes().getFirst());
  }

  private String local(Path path) {
    return "\"local\":{\"path\":\"" + path + "\"}";
  }

  @Test
  void thePodWaitsUntilItsClaimIsBound() {
    assertThatThrownBy(this::setUp)
        .hasMessage("error processing PVC ns/c: failed to fetch PVC from API server: not found");
    putClaim("Pending");
    assertThatThrownBy(this::setUp).hasMessage("error processing PVC ns/c: PVC is not bound");
  }

  @Test
  void aVolumeOfTheBuiltInProvisionerIsMadeHere() throws IOException {
    putClaim("Bound");
    Path place = directories.localVolumes().resolve("v");
    putVolume("binnacle.io/local-path", local(place), "n1");

    assertThat(setUp()).isEqualTo(place);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rwxrwxrwx");
    Files.writeString(place.resolve("kept"), "x");
    assertThat(setUp()).isEqualTo(place);
    assertThat(place.resolve("kept")).hasContent("x");
  }

  @Test
  void noOtherDirectoryIsMade() {
    putClaim("Bound");
    Path missing = root.resolve("missing");
    putVolume("", local(missing), "n1");
    assertThatThrownBy(this::setUp).hasMessage("path \"" + missing + "\" does not exist");
    putVolume("binnacle.io/local-path", local(missing), "n1");
    assertThatThrownBy(this::setUp).hasMessage("path \"" + missing + "\" does not exist");
  }

  @Test
  void aVolumeOfAnotherNodeOrClaimIsRefused() {
    putClaim("Bound");
    putVolume("", "\"hostPath\":{\"path\":\"" + root + "\"}", "n2");
    assertThatThrownBy(this::setUp).hasMessageContaining("node affinity does not match this node");
  }

  @Test
  void aPathOfTheHostIsGivenAsItIs() throws IOException {
    putClaim("Bound");
    putVolume("", "\"hostPath\":{\"path\":\"" + root + "\"}", "n1");
    assertThat(setUp()).isEqualTo(root);
  }
}
