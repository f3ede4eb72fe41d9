package io.binnacle.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.node.pod.WorkerTimes;
import io.binnacle.node.runtime.FakeContainerRuntime;
import io.binnacle.node.volume.NoMounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An agent as a whole, on an API and a runtime in memory. */
abstract class AgentFixture {
  private static final WorkerTimes QUICK =
      new WorkerTimes(
          Duration.ofMillis(200),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(20));

  @TempDir protected Path root;
  protected final FakeApiClient api = new FakeApiClient(Clock.systemUTC());
  protected final FakeContainerRuntime runtime = new FakeContainerRuntime(Clock.systemUTC());
  protected final RecordedEvents events = new RecordedEvents();
  private final VirtualThreadTimer timer = new VirtualThreadTimer("test");
  protected final Map<String, String> properties = new HashMap<>(Map.of("name", "node-1"));
  protected NodeAgent agent;

  @BeforeEach
  void setUp() {
    api.setDefaultGracePeriod(Resources.PODS, 30);
    runtime.givenImage("web:1");
  }

  @AfterEach
  void tearDown() {
    if (agent != null) {
      agent.close();
    }
    timer.close();
  }

  protected void startAgent() throws IOException {
    agent =
        new NodeAgent(
            NodeConfigurations.with(properties),
            NodeConfigurations.retention(properties),
            new NodeAgent.Surroundings(
                api,
                new SharedInformerFactory(api, timer, timer, new Random(1)),
                events,
                runtime,
                Optional.empty(),
                new NoMounts(),
                root,
                Clock.systemUTC()),
            Optional.empty(),
            QUICK);
    agent.start();
  }

  protected ApiObject givenPod(String name, String spec) {
    return api.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default"},
         "spec":{"nodeName":"node-1",%s},"status":{"phase":"Pending"}}
        """
            .formatted(name, spec));
  }

  protected JsonNode status(String name) {
    return api.get(Resources.PODS, "default", name).tree().path("status");
  }

  protected void awaitPhase(String name, String phase) {
    await().untilAsserted(() -> assertThat(status(name).path("phase").asText()).isEqualTo(phase));
  }

  protected void awaitStatus(String name, String pointer, String value) {
    await()
        .untilAsserted(
            () -> assertThat(status(name).at(pointer).asText()).as(pointer).isEqualTo(value));
  }

  protected boolean exists(String name) {
    return api.find(Resources.PODS, "default", name).isPresent();
  }
}
