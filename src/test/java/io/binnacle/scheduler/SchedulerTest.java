package io.binnacle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.EventRecorder;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.scheduler.provider.AlgorithmProviderRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole scheduler against an API in memory. */
class SchedulerTest {
  private final FakeTime time = new FakeTime();
  private final FakeApiClient client = new FakeApiClient(time);
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final SharedInformerFactory informers =
      new SharedInformerFactory(
          client, task -> Thread.ofVirtual().start(task), time, new Random(1));
  private Scheduler scheduler;

  /** Writes down what is told. */
  private final class Recorder implements EventRecorder {
    @Override
    public void normal(ApiObject about, String reason, String message) {
      event(about, "", "Normal", reason, message);
    }

    @Override
    public void warning(ApiObject about, String reason, String message) {
      event(about, "", "Warning", reason, message);
    }

    @Override
    public void event(
        ApiObject about, String fieldPath, String type, String reason, String message) {
      events.add(about.name() + " " + type + " " + reason + ": " + message);
    }
  }

  @BeforeEach
  void start() {
    SchedulerConfiguration configuration =
        new SchedulerConfiguration(
            true,
            "DefaultProvider",
            List.of("default-scheduler", "packer=ClusterAutoscalerProvider"),
            0,
            4,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));
    scheduler =
        new Scheduler(
            configuration,
            Profiles.of(
                configuration, new AlgorithmProviderRegistry(Fixtures.plugins(), List.of())),
            new ClusterAccess(client, informers, new Recorder()),
            new SchedulerRuntime(
                time, new Random(1), task -> Thread.ofVirtual().start(task), time));
  }

  @AfterEach
  void stop() {
    scheduler.stop();
    informers.close();
  }

  private void node(String name, String spec, String allocatable) {
    client.given(Resources.NODES, Fixtures.nodeTree(name, "", spec, allocatable).toString());
  }

  private void pod(String name, String spec) {
    client.given(Resources.PODS, Fixtures.pod(name, "", spec).object().tree().toString());
  }

  private void requesting(String name, String cpu, String more) {
    pod(name, "containers: [{name: c, resources: {requests: {cpu: " + cpu + "}}}]" + more);
  }

  private String nodeOf(String pod) {
    return client
        .find(Resources.PODS, "default", pod)
        .map(found -> found.tree().path("spec").path("nodeName").asText())
        .orElse("gone");
  }

  private JsonNode scheduledCondition(String pod) {
    for (JsonNode condition :
        client.find(Resources.PODS, "default", pod).orElseThrow().tree().at("/status/conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")) {
        return condition;
      }
    }
    return Fixtures.yaml("{}");
  }

  @Test
  void podsAreBoundToNodesWithRoom() {
    node("n1", "", "cpu: 1, memory: 1Gi, pods: 10");
    node("n2", "", "cpu: 1, memory: 1Gi, pods: 10");
    requesting("a", "700m", "");
    requesting("b", "700m", "");
    scheduler.start();
    await()
        .untilAsserted(() ->
            assertThat(List.of(nodeOf("a"), nodeOf("b"))).containsExactlyInAnyOrder("n1", "n2"));
    await()
        .untilAsserted(() ->
            assertThat(events)
                .contains("a Normal Scheduled: Successfully assigned default/a to " + nodeOf("a")));
  }

  @Test
  void aPodThatFitsNowhereSaysWhyAndIsBoundOnceThereIsRoom() {
    node("n1", "taints: [{key: dedicated, value: db, effect: NoSchedule}]", "cpu: 4, pods: 10");
    node("n2", "", "cpu: 1, memory: 1Gi, pods: 10");
    requesting("a", "2", "");
    scheduler.start();
    String message =
        "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint"
            + " {dedicated: db}. preemption: 0/2 nodes are available: 2 Preemption is not helpful"
            + " for scheduling.";
    await()
        .untilAsserted(
            () -> assertThat(scheduledCondition("a").path("message").asText()).isEqualTo(message));
    assertThat(scheduledCondition("a").path("status").asText()).isEqualTo("False");
    assertThat(scheduledCondition("a").path("reason").asText()).isEqualTo("Unschedulable");
    assertThat(events).contains("a Warning FailedScheduling: " + message);

    node("n3", "", "cpu: 4, memory: 1Gi, pods: 10");
    time.advance(Duration.ofSeconds(2));
    // Its back-off is over, and the queue looks at the clock when something happens.
    requesting("b", "100m", "");
    await().untilAsserted(() -> assertThat(nodeOf("a")).isEqualTo("n3"));
  }

  @Test
  void withoutNodesPodsWait() {
    requesting("a", "100m", "");
    scheduler.start();
    await()
        .untilAsserted(() ->
            assertThat(scheduledCondition("a").path("message").asText())
                .startsWith("no nodes available to schedule pods"));
    assertThat(scheduler.pending().unschedulable()).isEqualTo(1);
  }

  @Test
  void gatedPodsAndThoseOfOtherSchedulersAreLeftAlone() {
    node("n1", "", "cpu: 1, memory: 1Gi, pods: 10");
    pod("gated", "schedulingGates: [{name: example.com/wait}]");
    pod("foreign", "schedulerName: other");
    pod("packed", "schedulerName: packer");
    scheduler.start();
    await().untilAsserted(() -> assertThat(nodeOf("packed")).isEqualTo("n1"));
    assertThat(nodeOf("gated")).isEmpty();
    assertThat(nodeOf("foreign")).isEmpty();
    assertThat(scheduler.pending().gated()).isEqualTo(1);

    ObjectNode open = client.get(Resources.PODS, "default", "gated").copyTree();
    ((ObjectNode) open.path("spec")).remove("schedulingGates");
    client.put(Resources.PODS, open);
    await().untilAsserted(() -> assertThat(nodeOf("gated")).isEqualTo("n1"));
  }

  @Test
  void roomOfABindingThatFailsIsGivenBack() {
    AtomicInteger attempts = new AtomicInteger();
    client.failWhen(call ->
        call.subresource().equals("binding") && attempts.getAndIncrement() == 0
            ? Optional.of(ApiException.internal("try again"))
            : Optional.empty());
    node("n1", "", "cpu: 1, memory: 1Gi, pods: 10");
    requesting("a", "700m", "");
    scheduler.start();
    await().untilAsserted(() -> assertThat(scheduler.pending().backOff()).isEqualTo(1));
    time.advance(Duration.ofSeconds(2));
    requesting("b", "100m", "");
    await().untilAsserted(() -> assertThat(nodeOf("a")).isEqualTo("n1"));
    assertThat(attempts).hasValueGreaterThanOrEqualTo(2);
  }

  @Test
  void importantPodsPreemptOthers() {
    node("n1", "", "cpu: 1, memory: 1Gi, pods: 10");
    requesting("low", "400m", ", priority: 1, nodeName: n1");
    requesting("mid", "400m", ", priority: 5, nodeName: n1");
    requesting("high", "500m", ", priority: 10");
    scheduler.start();
    await().untilAsserted(() -> assertThat(nodeOf("low")).isEqualTo("gone"));
    time.advance(Duration.ofSeconds(2));
    requesting("last", "0", "");
    await().untilAsserted(() -> assertThat(nodeOf("high")).isEqualTo("n1"));
    assertThat(nodeOf("mid")).isEqualTo("n1");
    assertThat(events).contains("low Normal Preempted: Preempted by pod uid-high on node n1");
  }

  @Test
  void roomThatIsBeingMadeForOneIsNotMadeForAnother() {
    client.setDefaultGracePeriod(Resources.PODS, 30);
    node("n1", "", "cpu: 1, memory: 1Gi, pods: 10");
    requesting("low-1", "400m", ", priority: 1, nodeName: n1");
    requesting("low-2", "400m", ", priority: 1, nodeName: n1");
    requesting("high-1", "500m", ", priority: 10");
    requesting("high-2", "500m", ", priority: 10");
    scheduler.start();
    await()
        .untilAsserted(() ->
            assertThat(client.all(Resources.PODS))
                .filteredOn(ApiObject::isBeingDeleted)
                .extracting(ApiObject::name)
                .containsExactly("low-1", "low-2"));
  }

  @Test
  void anotherReasonIsNoTransition() {
    node("n1", "", "cpu: 1, memory: 1Gi, pods: 10");
    requesting("a", "2", "");
    scheduler.start();
    await()
        .untilAsserted(() ->
            assertThat(scheduledCondition("a").path("message").asText()).startsWith("0/1 nodes"));
    String since = scheduledCondition("a").path("lastTransitionTime").asText();
    time.advance(Duration.ofSeconds(5));
    node("n2", "", "cpu: 1, memory: 1Gi, pods: 10");
    await()
        .untilAsserted(() ->
            assertThat(scheduledCondition("a").path("message").asText()).startsWith("0/2 nodes"));
    assertThat(scheduledCondition("a").path("lastTransitionTime").asText()).isEqualTo(since);
  }

  @Test
  void aStoppedSchedulerBindsNothingAndGoesOnLater() {
    node("n1", "", "cpu: 1, memory: 1Gi, pods: 10");
    scheduler.start();
    requesting("a", "100m", "");
    await().untilAsserted(() -> assertThat(nodeOf("a")).isEqualTo("n1"));
    scheduler.stop();
    requesting("b", "100m", "");
    assertThat(nodeOf("b")).isEmpty();
    scheduler.start();
    await().untilAsserted(() -> assertThat(nodeOf("b")).isEqualTo("n1"));
  }
}
