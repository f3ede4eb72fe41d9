package io.binnacle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fake must behave as a server where components rely on it. */
class FakeApiClientTest {
  private final FakeTime time = new FakeTime();
  private final FakeApiClient api = new FakeApiClient(time);

  private static final class Recorder implements WatchHandler {
    final List<String> events = new ArrayList<>();

    @Override
    public void onEvent(WatchEvent event) {
      events.add(event.type() + " " + event.object().name());
    }

    @Override
    public void onClose(ApiException reason) {
      events.add("CLOSED");
    }
  }

  private static ObjectNode pod(String name) {
    return Json.readTrusted(
        "{'kind':'Pod','metadata':{'name':'%s'}}".replace('\'', '"').formatted(name));
  }

  @Test
  void refusesAnUpdateOfAnOldVersion() {
    ApiObject created = api.create(Resources.PODS, "ns", pod("a"));
    ObjectNode first = created.copyTree();
    first.putObject("spec").put("nodeName", "n");
    api.update(Resources.PODS, "ns", first);
    assertThatThrownBy(() -> api.update(Resources.PODS, "ns", first))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isConflict()).isTrue());
  }

  @Test
  void keepsStatusAndObjectApart() {
    ObjectNode tree = api.create(Resources.PODS, "ns", pod("a")).copyTree();
    ((ObjectNode) tree.get("metadata")).remove("resourceVersion");
    tree.putObject("status").put("phase", "Running");
    assertThat(api.update(Resources.PODS, "ns", tree).tree().has("status")).isFalse();
    assertThat(api.updateStatus(Resources.PODS, "ns", tree).tree().at("/status/phase").asText())
        .isEqualTo("Running");
  }

  @Test
  void keepsADeletedObjectUntilItsFinalizersAreGone() {
    ObjectNode tree = pod("a");
    ((ObjectNode) tree.get("metadata")).putArray("finalizers").add("x/y");
    api.create(Resources.PODS, "ns", tree);
    api.delete(Resources.PODS, "ns", "a", DeleteOptions.now());
    assertThat(api.get(Resources.PODS, "ns", "a").isBeingDeleted()).isTrue();
    api.patch(
        Resources.PODS,
        "ns",
        "a",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"metadata\":{\"finalizers\":null}}"));
    assertThat(api.find(Resources.PODS, "ns", "a")).isEmpty();
  }

  @Test
  void watchesSeeTransitionsOfTheirSelection() {
    Recorder all = new Recorder();
    Recorder onNode = new Recorder();
    ListOptions everything = ListOptions.allNamespaces();
    api.watch(Resources.PODS, everything.withResourceVersion("1"), all);
    api.watch(
        Resources.PODS,
        everything.withFields(FieldSelector.equal("spec.nodeName", "n")).withResourceVersion("1"),
        onNode);
    api.create(Resources.PODS, "ns", pod("a"));
    api.createSubresource(
        Resources.PODS, "ns", "a", "binding", Json.readTrusted("{\"target\":{\"name\":\"n\"}}"));
    api.delete(Resources.PODS, "ns", "a", DeleteOptions.now());
    assertThat(all.events).containsExactly("ADDED a", "MODIFIED a", "DELETED a");
    assertThat(onNode.events).containsExactly("ADDED a", "DELETED a");
  }

  @Test
  void aWatchResumesBehindItsVersionAndIsRefusedOnceThatIsForgotten() {
    String version = api.create(Resources.PODS, "ns", pod("a")).resourceVersion();
    api.create(Resources.PODS, "ns", pod("b"));
    ListOptions resume = ListOptions.allNamespaces().withResourceVersion(version);
    Recorder recorder = new Recorder();
    api.watch(Resources.PODS, resume, recorder);
    assertThat(recorder.events).containsExactly("ADDED b");
    api.compact();
    assertThatThrownBy(() -> api.watch(Resources.PODS, resume, recorder))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(410));
  }

  @Test
  void strategicPatchesMergeConditionsByType() {
    api.given(
        Resources.PODS,
        """
        {"metadata":{"name":"a","namespace":"ns"},
         "status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Other","status":"True"}]}}
        """);
    ApiObject patched =
        api.patch(
            Resources.PODS,
            "ns",
            "a",
            "status",
            PatchType.STRATEGIC,
            Json.readTrusted(
                """
                {"status":{"conditions":[{"type":"Ready","status":"False"}]}}
                """));
    assertThat(patched.tree().at("/status/conditions/0/status").asText()).isEqualTo("False");
    assertThat(patched.tree().at("/status/conditions/1/status").asText()).isEqualTo("True");
  }
}
