package io.binnacle.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.node.pod.WorkerTimes;
import io.binnacle.node.runtime.cgroup.PodCgroups;
import io.binnacle.node.runtime.containerd.ContainerdSettings;
import io.binnacle.node.runtime.containerd.PodNetwork;
import io.binnacle.node.runtime.containerd.PrivateContainerd;
import io.binnacle.node.runtime.cri.CriContainerRuntime;
import io.binnacle.node.runtime.cri.CriTimeouts;
import io.binnacle.node.runtime.image.OfflineImages;
import io.binnacle.node.volume.LinuxMounts;
import io.binnacle.testing.FileTrees;
import io.binnacle.testing.Scratch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The agent with real containers, and the API in memory: needs root and the packages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeAgentIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FakeApiClient api = new FakeApiClient(Clock.systemUTC());
  private final RecordedEvents events = new RecordedEvents();
  private final VirtualThreadTimer timer = new VirtualThreadTimer("test");
  private Path home;
  private PrivateContainerd containerd;
  private CriContainerRuntime runtime;
  private PodCgroups cgroups;
  private NodeAgent agent;

  @BeforeAll
  void start() throws IOException {
    home = Scratch.directory("binnacle-agent");
    ContainerdSettings settings =
        new ContainerdSettings(
            home.resolve("containerd"),
            Path.of("target/test-packages"),
            OfflineImages.PAUSE,
            Duration.ofSeconds(60));
    containerd = new PrivateContainerd(settings);
    containerd.start();
    containerd.configureNetwork(new PodNetwork("10.233.9.0/24", "10.233.0.0/16", 0));
    OfflineImages images = new OfflineImages(containerd.tools(), containerd.images());
    runtime = CriContainerRuntime.connect(settings.socket(), CriTimeouts.DEFAULT, images);
    images.provide(runtime);
    await().atMost(PATIENCE).until(() -> runtime.notReadyReason().isEmpty());
    if (PodCgroups.open(Path.of("/sys/fs/cgroup"), "agent-it-" + ProcessHandle.current().pid())
        instanceof PodCgroups.Access.Granted granted) {
      cgroups = granted.cgroups();
    }
    api.setDefaultGracePeriod(Resources.PODS, 3);
    agent =
        new NodeAgent(
            NodeConfigurations.with(Map.of("name", "node-1")),
            NodeConfigurations.retention(Map.of()),
            new NodeAgent.Surroundings(
                api,
                new SharedInformerFactory(api, timer, timer, new Random(1)),
                events,
                runtime,
                Optional.ofNullable(cgroups),
                new LinuxMounts(),
                home.resolve("node"),
                Clock.systemUTC()),
            Optional.empty(),
            WorkerTimes.kubernetes(Duration.ofSeconds(60)));
    agent.start();
  }

  @AfterAll
  void stop() throws IOException {
    if (agent != null) {
      agent.close();
    }
    if (runtime != null) {
      runtime.close();
    }
    timer.close();
    if (containerd != null) {
      containerd.stop(Duration.ofSeconds(2));
    }
    if (cgroups != null) {
      await().atMost(PATIENCE).until(cgroups::removeAll);
    }
    FileTrees.delete(home);
  }

  private JsonNode status() {
    return api.get(Resources.PODS, "default", "web").tree().path("status");
  }

  @Test
  void servesAPageFromAConfigMap() throws Exception {
    api.given(
        Resources.CONFIG_MAPS,
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"page","namespace":"default"},
         "data":{"index.html":"hello"}}
        """);
    api.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default"},
         "spec":{"nodeName":"node-1","terminationGracePeriodSeconds":3,
          "volumes":[{"name":"page","configMap":{"name":"page"}},
                     {"name":"scratch","emptyDir":{"medium":"Memory"}}],
          "containers":[{"name":"c","image":"binnacle/busybox",
           "command":["sh","-c","echo started as $(MY_NAME); httpd -f -p 8080 -h /www; exit 3"],
           "env":[{"name":"MY_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
           "resources":{"limits":{"cpu":"500m","memory":"64Mi"}},
           "readinessProbe":{"httpGet":{"path":"/index.html","port":8080},"periodSeconds":1},
           "volumeMounts":[{"name":"page","mountPath":"/www"},
                           {"name":"scratch","mountPath":"/scratch"}]}]},
         "status":{"phase":"Pending"}}
        """);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(status().at("/containerStatuses/0/ready").asBoolean())
                .as(status() + " " + events.texts())
                .isTrue());
    URI page = URI.create("http://" + status().path("podIP").asText() + ":8080/index.html");
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(
              http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                  .body())
          .isEqualTo("hello");
    }
    Path log =
        home.resolve("node/logs")
            .resolve("default_web_" + api.get(Resources.PODS, "default", "web").uid() + "/c/0.log");
    assertThat(log).content().contains("started as web");

    killProcessOf("c");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(status().at("/containerStatuses/0/restartCount").asInt()).isEqualTo(1);
          assertThat(status().at("/containerStatuses/0/ready").asBoolean()).isTrue();
        });

    api.delete(Resources.PODS, "default", "web", DeleteOptions.defaults());
    await().atMost(PATIENCE).until(() -> api.find(Resources.PODS, "default", "web").isEmpty());
    await().atMost(PATIENCE).until(() -> runtime.listPodSandboxes().isEmpty());
    await().atMost(PATIENCE).until(() -> !Files.exists(log));
    assertThat(home.resolve("node/pods")).isEmptyDirectory();
  }

  private void killProcessOf(String containerName) {
    String id =
        runtime.listContainers().stream()
            .filter(container -> container.name().equals(containerName))
            .findFirst()
            .orElseThrow()
            .id();
    runtime.execSync(id, List.of("killall", "httpd"), Duration.ofSeconds(5));
  }
}
