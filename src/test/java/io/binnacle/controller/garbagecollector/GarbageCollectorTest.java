package io.binnacle.controller.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @BeforeEach
  void start() {
    fixture.api.setRaw(
        "/api/v1",
        Json.readTrusted(
            """
            {"resources":[
              {"name":"pods","kind":"Pod","namespaced":true,"verbs":["list","watch","delete"]},
              {"name":"replicationcontrollers","kind":"ReplicationController","namespaced":true,
               "verbs":["list","watch","delete"]},
              {"name":"configmaps","kind":"ConfigMap","namespaced":true,
               "verbs":["list","watch","delete"]}]}
            """));
    fixture.api.setRaw("/apis", Json.readTrusted("{\"groups\":[]}"));
    fixture.given(
        Resources.REPLICATION_CONTROLLERS,
        "{\"metadata\":{\"name\":\"web\",\"namespace\":\"ns\",\"uid\":\"rc\"}}");
  }

  private void givenPod(String name, String... owners) {
    StringBuilder references = new StringBuilder();
    for (String owner : owners) {
      references
          .append(references.isEmpty() ? "" : ",")
          .append(
              """
              {"apiVersion":"v1","kind":"ReplicationController","name":"web","uid":"%s",
               "blockOwnerDeletion":true}
              """
                  .formatted(owner));
    }
    fixture.given(
        Resources.PODS,
        """
        {"metadata":{"name":"%s","namespace":"ns","uid":"uid-of-%s","ownerReferences":[%s]}}
        """
            .formatted(name, name, references));
  }

  private void deleteOwner(String propagation) {
    fixture.api.delete(
        Resources.REPLICATION_CONTROLLERS,
        "ns",
        "web",
        new DeleteOptions(
            OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.of(propagation)));
    fixture.settle();
  }

  @Test
  void deletesDependentsInTheBackground() {
    givenPod("a", "rc");
    givenPod("free");
    fixture.start(new GarbageCollector());
    assertThat(fixture.names(Resources.PODS)).containsExactly("a", "free");
    deleteOwner("Background");
    assertThat(fixture.names(Resources.PODS)).containsExactly("free");
  }

  @Test
  void asksTheServerForNothingThatItsOwnersKeep() {
    givenPod("a", "rc");
    fixture.start(new GarbageCollector());
    givenPod("b", "rc");
    new PodFixture(fixture).touch("a");
    assertThat(fixture.api.calls()).noneMatch(call -> call.verb().equals("get"));
  }

  @Test
  void deletesWhatWasCreatedForAnOwnerThatIsNoMore() {
    fixture.start(new GarbageCollector());
    givenPod("late", "an-earlier-rc-of-that-name");
    fixture.settle();
    assertThat(fixture.names(Resources.PODS)).containsExactly("late");
    fixture.advance(Duration.ofSeconds(1));
    assertThat(fixture.names(Resources.PODS)).isEmpty();
  }

  @Test
  void deletesAtOnceWhatComesAfterItsOwnerWasSeenToGo() {
    fixture.start(new GarbageCollector());
    deleteOwner("Background");
    givenPod("late", "rc");
    fixture.settle();
    assertThat(fixture.names(Resources.PODS)).isEmpty();
  }

  @Test
  void keepsWhatWasCreatedBeforeItsOwner() {
    fixture.start(new GarbageCollector());
    fixture.given(
        Resources.CONFIG_MAPS,
        """
        {"metadata":{"name":"c","namespace":"ns","uid":"early","ownerReferences":[
          {"apiVersion":"v1","kind":"Pod","name":"late","uid":"uid-of-late"}]}}
        """);
    fixture.settle();
    givenPod("late");
    fixture.advance(Duration.ofSeconds(1));
    assertThat(fixture.names(Resources.CONFIG_MAPS)).containsExactly("c");
  }

  @Test
  void keepsWhatHasAnotherOwnerAndForgetsTheLostOne() {
    fixture.given(
        Resources.CONFIG_MAPS,
        """
        {"metadata":{"name":"c","namespace":"ns","ownerReferences":[
          {"apiVersion":"v1","kind":"ReplicationController","name":"web","uid":"rc"},
          {"apiVersion":"v1","kind":"ReplicationController","name":"gone","uid":"gone"}]}}
        """);
    fixture.start(new GarbageCollector());
    assertThat(fixture.api.get(Resources.CONFIG_MAPS, "ns", "c").ownerReferences())
        .extracting("uid")
        .containsExactly("rc");
  }

  @Test
  void anOwnerDeletedInTheForegroundGoesAfterItsDependents() {
    givenPod("a", "rc");
    fixture.start(new GarbageCollector());
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    deleteOwner("Foreground");
    assertThat(fixture.api.get(Resources.PODS, "ns", "a").isBeingDeleted()).isTrue();
    assertThat(fixture.names(Resources.REPLICATION_CONTROLLERS)).containsExactly("web");
    fixture.api.remove(Resources.PODS, "ns", "a");
    fixture.settle();
    assertThat(fixture.names(Resources.REPLICATION_CONTROLLERS)).isEmpty();
  }

  @Test
  void orphansWhereAsked() {
    givenPod("a", "rc");
    fixture.start(new GarbageCollector());
    deleteOwner("Orphan");
    assertThat(fixture.names(Resources.REPLICATION_CONTROLLERS)).isEmpty();
    assertThat(fixture.api.get(Resources.PODS, "ns", "a").ownerReferences()).isEmpty();
  }

  private void failListsOfPods() {
    fixture.api.failWhen(call ->
        call.verb().equals("list") && call.resource().equals(Resources.PODS)
            ? Optional.of(ApiException.serviceUnavailable("not now"))
            : Optional.empty());
  }

  @Test
  void letsNoOwnerGoBeforeItKnowsAllDependents() {
    givenPod("a", "rc");
    failListsOfPods();
    fixture.start(new GarbageCollector());
    deleteOwner("Orphan");
    fixture.advance(Duration.ofSeconds(5));
    assertThat(fixture.names(Resources.REPLICATION_CONTROLLERS)).containsExactly("web");
    fixture.api.failWhen(call -> Optional.empty());
    fixture.advance(Duration.ofSeconds(20));
    assertThat(fixture.names(Resources.REPLICATION_CONTROLLERS)).isEmpty();
    assertThat(fixture.api.get(Resources.PODS, "ns", "a").ownerReferences()).isEmpty();
  }

  @Test
  void aKindThatNeverAnswersDoesNotKeepTheOthersWaitingForEver() {
    failListsOfPods();
    fixture.given(
        Resources.CONFIG_MAPS,
        """
        {"metadata":{"name":"c","namespace":"ns","ownerReferences":[
          {"apiVersion":"v1","kind":"ReplicationController","name":"web","uid":"rc"}]}}
        """);
    fixture.start(new GarbageCollector());
    deleteOwner("Background");
    fixture.advance(Duration.ofSeconds(20));
    assertThat(fixture.names(Resources.CONFIG_MAPS)).containsExactly("c");
    fixture.advance(ResourceMonitors.LONGEST_WAIT);
    assertThat(fixture.names(Resources.CONFIG_MAPS)).isEmpty();
  }
}
