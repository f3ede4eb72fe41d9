package io.binnacle.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.https.KeyMaterial;
import io.binnacle.node.container.Labels;
import io.binnacle.node.container.RuntimePods;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.NodePods;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.FakeContainerRuntime;
import io.binnacle.node.runtime.PodSandboxSpec;
import io.binnacle.node.runtime.cgroup.NodeUsage;
import io.binnacle.node.runtime.logs.ContainerLogReader;
import io.binnacle.node.runtime.logs.LogWait;
import io.binnacle.node.stats.ResourceMetrics;
import io.binnacle.node.stats.StatsSummary;
import io.binnacle.node.stats.UsageSampler;
import io.binnacle.node.status.HostFacts;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentServerTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final ClusterCa CA = ClusterCa.generate("ca", CLOCK, new SecureRandom());

  @TempDir Path root;
  private final FakeContainerRuntime runtime = new FakeContainerRuntime(CLOCK);
  private final NodePod pod = NodePods.withSpec("\"containers\":[{\"name\":\"c\"}]");
  private AgentServer server;

  @BeforeEach
  void start() throws IOException {
    runContainer();
    RuntimePods runtimePods = new RuntimePods(runtime);
    UsageSampler sampler =
        new UsageSampler(
            () -> List.of(pod),
            runtimePods,
            runtime,
            Optional.empty(),
            new NodeUsage(Path.of("/proc")),
            CLOCK);
    server =
        new AgentServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            tls(
                CertificateSpec.server(
                    new CertificateSpec.Subject("node", List.of()), List.of("127.0.0.1"))),
            Set.of("apiserver"),
            new AgentEndpoints(
                () -> List.of(pod),
                runtimePods,
                new StatsSummary(
                    "node-1", sampler, runtime, new HostFacts(Path.of("/"), root), CLOCK.instant()),
                new ResourceMetrics(sampler),
                new ContainerLogReader(LogWait.polling()),
                CLOCK));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void runContainer() throws IOException {
    PodSandboxSpec sandbox =
        new PodSandboxSpec(
            "default",
            "web",
            "u1",
            0,
            "web",
            root,
            Map.of(),
            Map.of(),
            new PodSandboxSpec.DnsConfig(List.of(), List.of(), List.of()),
            List.of(),
            false,
            false,
            false,
            false,
            false,
            "",
            Map.of());
    String id =
        runtime.createContainer(
            runtime.runPodSandbox(sandbox),
            new ContainerSpec(
                "c",
                0,
                "i",
                List.of(),
                List.of(),
                "",
                List.of(),
                List.of(),
                List.of(),
                Map.of(Labels.POD_UID, "u1"),
                Map.of(),
                "c.log",
                false,
                false,
                false,
                new ContainerSpec.Resources(2, 0, 0, 0, 0, Map.of()),
                new ContainerSpec.Security(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    "",
                    List.of(),
                    List.of(),
                    List.of(),
                    false,
                    false,
                    false,
                    ContainerSpec.SeccompProfile.UNCONFINED,
                    "",
                    List.of(),
                    List.of(),
                    false,
                    false,
                    false,
                    false)),
            sandbox);
    runtime.startContainer(id);
    Files.writeString(
        root.resolve("c.log"),
        """
        2026-01-01T00:00:00.000000000Z stdout F one
        2026-01-01T00:00:01.000000000Z stdout F two
        """);
  }

  private static SSLContext tls(CertificateSpec spec) throws IOException {
    KeyPair keys = ClusterCa.newKeyPair(new SecureRandom());
    return KeyMaterial.tls(
        Optional.of(bytes(Pem.certificate(CA.certificate()))),
        Optional.of(
            new KeyMaterial.ClientCertificate(
                bytes(Pem.certificate(CA.issue(spec, keys.getPublic()))),
                bytes(Pem.key(keys.getPrivate())))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private HttpResponse<String> get(String path, SSLContext tls)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> asApiServer(String path) throws IOException, InterruptedException {
    return get(path, tls(CertificateSpec.client("apiserver")));
  }

  @ParameterizedTest(name = "{0} of {1}: {2}")
  @CsvSource({
    "apiserver, '', 200",
    "someone, system:masters, 200",
    "someone, system:nodes, 403",
  })
  void onlyTheApiServerIsLetIn(String name, String organization, int expected)
      throws IOException, InterruptedException {
    CertificateSpec spec =
        organization.isEmpty()
            ? CertificateSpec.client(name)
            : CertificateSpec.client(name, organization);
    assertThat(get("/pods", tls(spec)).statusCode()).isEqualTo(expected);
  }

  @Test
  void withoutACertificateThereIsOnlyTheHealthCheck() throws IOException, InterruptedException {
    SSLContext anonymous =
        KeyMaterial.tls(Optional.of(bytes(Pem.certificate(CA.certificate()))), Optional.empty());
    assertThat(get("/healthz", anonymous).body()).isEqualTo("ok");
    assertThat(get("/pods", anonymous).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "/containerLogs/default/web/c; 200; one|two|",
        "/containerLogs/default/web/c?tailLines=1; 200; two|",
        "/containerLogs/default/web/c?timestamps=true&tailLines=1; 200; 2026-01-01T00:00:01.000000000Z two|",
        "/containerLogs/default/web/c?limitBytes=2; 200; on",
        "/containerLogs/default/web/c?tailLines=x; 400; invalid value for tailLines: x|",
        "/containerLogs/default/web/d; 404; container \"d\" not found in pod \"web\"|",
        "/containerLogs/default/none/c; 404; pod \"none\" not found on this node|",
        "/containerLogs/default/web/c?previous=true; 400; previous terminated container \"c\" in pod \"web\" not found|",
        "/nothing; 404; 404 page not found|",
      })
  void logs(String path, int status, String body) throws IOException, InterruptedException {
    HttpResponse<String> response = asApiServer(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body.replace('|', '\n'));
  }

  @Test
  void followsALogToItsEnd() throws IOException, InterruptedException {
    Thread.ofVirtual()
        .start(() -> {
          try {
            Files.writeString(
                root.resolve("c.log"),
                "2026-01-01T00:00:02.000000000Z stdout F three\n",
                java.nio.file.StandardOpenOption.APPEND);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          runtime.exit("c", 0);
        });
    assertThat(asApiServer("/containerLogs/default/web/c?follow=true").body())
        .isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void summaryAndMetricsTellWhatIsUsed() throws IOException, InterruptedException {
    ApiObject summary = ApiObject.of(Json.readTrusted(asApiServer("/stats/summary").body()));
    assertThat(summary.tree().at("/node/nodeName").asText()).isEqualTo("node-1");
    assertThat(summary.tree().at("/node/memory/workingSetBytes").asLong()).isPositive();
    assertThat(summary.tree().at("/pods/0/podRef/uid").asText()).isEqualTo("u1");
    assertThat(summary.tree().at("/pods/0/containers/0/memory/workingSetBytes").asLong())
        .isEqualTo(4096);
    assertThat(asApiServer("/metrics/resource").body())
        .contains(
            "container_cpu_usage_seconds_total{container=\"c\",namespace=\"default\",pod=\"web\"} 5 ")
        .contains("pod_memory_working_set_bytes{namespace=\"default\",pod=\"web\"} 4096 ");
    assertThat(asApiServer("/metrics").body()).contains("kubelet_running_pods 1");
  }
}
