package io.binnacle.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharedIndexInformerTest {
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

  private final FakeTime time = new FakeTime();
  private final FakeApiClient api = new FakeApiClient(time);
  private final SharedInformerFactory factory =
      new SharedInformerFactory(api, Runnable::run, time, new Random(1));
  private final SharedInformer informer =
      factory.informer(Resources.PODS, ListOptions.allNamespaces());
  private final List<String> told = new ArrayList<>();

  private final class Teller implements ResourceEventHandler {
    @Override
    public void onAdd(ApiObject object) {
      told.add("add " + object.name());
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      told.add("update " + current.name());
    }

    @Override
    public void onDelete(ApiObject last) {
      told.add("delete " + last.name());
    }
  }

  private void createPod(String name) {
    ObjectNode pod = Json.object();
    pod.putObject("metadata").put("name", name).putObject("labels").put("app", name);
    api.create(Resources.PODS, "ns", pod);
  }

  private void deletePod(String name) {
    api.delete(Resources.PODS, "ns", name, DeleteOptions.now());
  }

  @Test
  void tellsHandlersOfTheListThenOfEveryChange() {
    createPod("a");
    informer.addHandler(new Teller());
    informer.start();
    assertThat(informer.hasSynced()).isTrue();
    createPod("b");
    api.patch(
        Resources.PODS,
        "ns",
        "b",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"metadata\":{\"labels\":{\"x\":\"y\"}}}"));
    deletePod("a");
    assertThat(told).containsExactly("add a", "add b", "update b", "delete a");
  }

  @Test
  void aLateHandlerIsFirstToldOfTheCache() {
    createPod("a");
    informer.start();
    informer.addHandler(new Teller());
    createPod("b");
    assertThat(told).containsExactly("add a", "add b");
  }

  @Test
  void isSharedBySelection() {
    assertThat(factory.informer(Resources.PODS, ListOptions.allNamespaces())).isSameAs(informer);
    assertThat(factory.informer(Resources.PODS, ListOptions.inNamespace("ns")))
        .isNotSameAs(informer);
  }

  @Test
  void resumesAWatchThatEndedWhereItWas() {
    informer.addHandler(new Teller());
    informer.start();
    createPod("a");
    api.endWatches(null);
    createPod("b");
    deletePod("a");
    assertThat(told).containsExactly("add a");
    time.advance(LONG_ENOUGH);
    assertThat(told).containsExactly("add a", "add b", "delete a");
    assertThat(api.calls()).filteredOn(call -> call.verb().equals("list")).hasSize(1);
  }

  @Test
  void listsAnewWhenTheServerHasForgottenItsPosition() {
    informer.addHandler(new Teller());
    informer.start();
    createPod("a");
    createPod("b");
    api.endWatches(null);
    deletePod("a");
    deletePod("b");
    createPod("b");
    api.compact();
    time.advance(LONG_ENOUGH);
    assertThat(told).containsExactly("add a", "add b", "delete b", "add b", "delete a");
    assertThat(api.openWatches()).isEqualTo(1);
  }

  @Test
  void aBookmarkMovesThePositionOn() {
    informer.start();
    api.create(Resources.NODES, "", Json.readTrusted("{\"metadata\":{\"name\":\"n\"}}"));
    api.bookmark();
    api.compact();
    api.endWatches(null);
    time.advance(LONG_ENOUGH);
    assertThat(api.calls()).filteredOn(call -> call.verb().equals("list")).hasSize(1);
    assertThat(api.openWatches()).isEqualTo(1);
  }

  @Test
  void waitsLongerWithEveryFailureOfTheList() {
    api.failWhen(call -> Optional.of(ApiException.serviceUnavailable("away")));
    informer.start();
    assertThat(informer.hasSynced()).isFalse();
    time.advance(Duration.ofMinutes(10));
    assertThat(api.calls()).hasSizeBetween(20, 60);
    api.failWhen(call -> Optional.empty());
    time.advance(LONG_ENOUGH);
    assertThat(informer.hasSynced()).isTrue();
  }

  @Test
  void looksUpByKeyLabelsAndIndex() {
    informer.addIndexer("app", pod -> List.of(pod.labels().getOrDefault("app", "")));
    informer.start();
    createPod("a");
    createPod("b");
    Lister lister = informer.lister();
    assertThat(lister.get(new ObjectKey("ns", "a"))).isPresent();
    assertThat(lister.byIndex("app", "b")).extracting(ApiObject::name).containsExactly("b");
    assertThat(lister.list("ns", LabelSelector.parse("app!=b")))
        .extracting(ApiObject::name)
        .containsExactly("a");
    assertThat(lister.list("other", LabelSelector.everything())).isEmpty();
    deletePod("b");
    assertThat(lister.byIndex("app", "b")).isEmpty();
  }

  @Test
  void closingEndsTheWatch() {
    informer.start();
    informer.close();
    time.advance(LONG_ENOUGH);
    assertThat(api.openWatches()).isZero();
  }
}
