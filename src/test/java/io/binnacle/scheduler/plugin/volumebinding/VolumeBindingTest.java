package io.binnacle.scheduler.plugin.volumebinding;

import static io.binnacle.scheduler.Fixtures.node;
import static io.binnacle.scheduler.Fixtures.pod;
import static io.binnacle.scheduler.Fixtures.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.Resources;
import io.binnacle.scheduler.framework.ClusterLookups;
import io.binnacle.scheduler.framework.ListSnapshot;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.framework.VolumeLookups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VolumeBindingTest {
  private static final String NOWHERE = "node(s) didn't find available persistent volumes to bind";

  private final FakeApiClient api = new FakeApiClient(new FakeTime());
  private final VolumeBinding plugin = new VolumeBinding();
  private final NodeInfo near = node("near", "");
  private final NodeInfo far = node("far", "");

  /** Reads the API itself; whoever waits gets what would happen while it waits. */
  private final class ApiLookups implements VolumeLookups {
    private final Runnable meanwhile;

    ApiLookups(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public Optional<ApiObject> claim(ObjectKey key) {
      return api.find(Resources.PERSISTENT_VOLUME_CLAIMS, key.namespace(), key.name());
    }

    @Override
    public Optional<ApiObject> volume(String name) {
      return api.find(Resources.PERSISTENT_VOLUMES, "", name);
    }

    @Override
    public Optional<ApiObject> storageClass(String name) {
      return api.find(Resources.STORAGE_CLASSES, "", name);
    }

    @Override
    public List<ApiObject> volumes() {
      return api.all(Resources.PERSISTENT_VOLUMES);
    }

    @Override
    public Optional<Status> await(Supplier<Optional<Status>> outcome, Duration patience) {
      assertThat(outcome.get()).isEmpty();
      meanwhile.run();
      return outcome.get();
    }
  }

  private ApiObject given(GroupVersionResource resource, String yaml) {
    return api.given(resource, yaml("{" + yaml + "}").toString());
  }

  private void givenClass(String provisioner) {
    given(
        Resources.STORAGE_CLASSES,
        "kind: StorageClass, metadata: {name: local}, volumeBindingMode: WaitForFirstConsumer,"
            + " provisioner: "
            + provisioner);
  }

  private void givenClaim(String name, String annotations, String spec) {
    given(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        "kind: PersistentVolumeClaim, metadata: {name: "
            + name
            + ", namespace: default, annotations: {"
            + annotations
            + "}}, spec: {storageClassName: local, accessModes: [ReadWriteOnce],"
            + " resources: {requests: {storage: 1Gi}}"
            + spec
            + "}");
  }

  private void givenVolume(String name, String host) {
    given(
        Resources.PERSISTENT_VOLUMES,
        "kind: PersistentVolume, metadata: {name: "
            + name
            + "}, spec: {storageClassName: local, accessModes: [ReadWriteOnce],"
            + " capacity: {storage: 2Gi}, nodeAffinity: {required: {nodeSelectorTerms:"
            + " [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: ["
            + host
            + "]}]}]}}}");
  }

  private static PodInfo podWith(String name, String claim) {
    return pod(name, "", "volumes: [{name: v, persistentVolumeClaim: {claimName: " + claim + "}}]");
  }

  private SchedulingContext context(PodInfo pod, Runnable meanwhile) {
    return new SchedulingContext(
        pod,
        ListSnapshot.of(List.of(near, far)),
        new ClusterLookups(namespace -> Map.of(), any -> List.of(), new ApiLookups(meanwhile)));
  }

  private SchedulingContext prepared(PodInfo pod) {
    SchedulingContext context = context(pod, () -> {});
    assertThat(plugin.preFilter(context).status()).isEqualTo(Status.SUCCESS);
    return context;
  }

  private static List<String> reasons(Status status) {
    return status instanceof Status.Unschedulable refused ? refused.reasons() : List.of();
  }

  @Test
  void aPodWithoutClaimsIsNoConcern() {
    assertThat(plugin.preFilter(context(pod("a", "", ""), () -> {})).status())
        .isEqualTo(Status.SKIP);
  }

  @Test
  void aPodWaitsForItsClaim() {
    assertThat(reasons(plugin.preFilter(context(podWith("a", "c"), () -> {})).status()))
        .containsExactly("persistentvolumeclaim \"c\" not found");

    givenClaim("c", "", "");
    assertThat(reasons(plugin.preFilter(context(podWith("a", "c"), () -> {})).status()))
        .containsExactly("pod has unbound immediate PersistentVolumeClaims");
  }

  @Test
  void aPodWaitsForTheClaimThatIsMadeForIt() {
    PodInfo pod = pod("a", "", "volumes: [{name: v, ephemeral: {volumeClaimTemplate: {}}}]");
    assertThat(reasons(plugin.preFilter(context(pod, () -> {})).status()))
        .containsExactly(
            "waiting for ephemeral volume controller to create the persistentvolumeclaim \"a-v\"");

    givenClaim("a-v", "", "");
    assertThat(reasons(plugin.preFilter(context(pod, () -> {})).status()))
        .containsExactly("PVC default/a-v was not created for pod default/a (pod is not owner)");
  }

  @Test
  void aPodComesWhereItsVolumeIs() {
    givenClass("example.com/disk");
    givenVolume("v", "near");
    givenClaim("c", "pv.kubernetes.io/bind-completed: 'yes'", ", volumeName: v");
    SchedulingContext context = prepared(podWith("a", "c"));

    assertThat(plugin.filter(context, near)).isEqualTo(Status.SUCCESS);
    assertThat(reasons(plugin.filter(context, far)))
        .containsExactly("node(s) didn't match PersistentVolume's node affinity");
  }

  @Test
  void oneVolumeIsPromisedOnce() {
    givenClass("kubernetes.io/no-provisioner");
    givenVolume("v", "near");
    givenClaim("c1", "", "");
    givenClaim("c2", "", "");
    SchedulingContext first = prepared(podWith("a", "c1"));
    assertThat(plugin.filter(first, near)).isEqualTo(Status.SUCCESS);
    assertThat(reasons(plugin.filter(first, far))).containsExactly(NOWHERE);
    assertThat(plugin.reserve(first, "near")).isEqualTo(Status.SUCCESS);

    SchedulingContext second = prepared(podWith("b", "c2"));
    assertThat(reasons(plugin.filter(second, near))).containsExactly(NOWHERE);
    plugin.unreserve(first, "near");
    assertThat(plugin.filter(second, near)).isEqualTo(Status.SUCCESS);
  }

  @Test
  void theNodeIsWrittenOnAClaimForWhichAVolumeIsMade() {
    givenClass("example.com/disk");
    givenClaim("c", "", "");
    SchedulingContext context = context(podWith("a", "c"), this::provision);
    plugin.preFilter(context);
    assertThat(plugin.reserve(context, "far")).isEqualTo(Status.SUCCESS);
    assertThat(reasons(plugin.filter(prepared(podWith("b", "c")), near)))
        .as("another pod of the claim must come to the same node")
        .containsExactly(NOWHERE);

    assertThat(plugin.preBind(context, "far", api)).isEqualTo(Status.SUCCESS);
  }

  private void provision() {
    ApiObject claim = api.find(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "c").orElseThrow();
    assertThat(claim.annotations()).containsEntry("volume.kubernetes.io/selected-node", "far");
    var tree = claim.copyTree();
    tree.withObjectProperty("spec").put("volumeName", "made");
    tree.withObjectProperty("metadata")
        .withObjectProperty("annotations")
        .put("pv.kubernetes.io/bind-completed", "yes");
    api.put(Resources.PERSISTENT_VOLUME_CLAIMS, tree);
  }

  @Test
  void aVolumeThatIsThereIsReservedForTheClaim() {
    givenClass("example.com/disk");
    givenVolume("v", "near");
    givenClaim("c", "", "");
    SchedulingContext context = context(podWith("a", "c"), () -> {});
    plugin.preFilter(context);
    plugin.reserve(context, "near");

    assertThat(plugin.preBind(context, "near", api))
        .isEqualTo(new Status.Failed("binding volumes: context deadline exceeded"));
    assertThat(
            api.find(Resources.PERSISTENT_VOLUMES, "", "v")
                .orElseThrow()
                .tree()
                .at("/spec/claimRef/name")
                .asText())
        .isEqualTo("c");
  }
}
