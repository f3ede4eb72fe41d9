package io.binnacle.apiserver.aggregation;

import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apiserver.discovery.DiscoveredResource;
import io.binnacle.client.https.KeyMaterial.ClientCertificate;
import io.binnacle.extension.ExtensionClients;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.memory.MemoryObjectStore;
import io.binnacle.testing.TlsServer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvailabilityCheckTest {
  private static final String RESOURCES =
      """
      {"kind":"APIResourceList","groupVersion":"wardle.example.com/v1","resources":[
        {"name":"flunders/scale","namespaced":true,"group":"autoscaling","version":"v1",
         "kind":"Scale","verbs":["get"]},
        {"name":"flunders","singularName":"flunder","namespaced":true,"kind":"Flunder",
         "verbs":["get","list"],"shortNames":["fl"]}]}\
      """;

  private final SecureRandom random = new SecureRandom();
  private final ClusterCa frontProxy =
      ClusterCa.generate("front-proxy-ca", Clock.systemUTC(), random);
  private final TlsServer server =
      TlsServer.start(Optional.of(frontProxy.certificate()), "wardle.ns.svc");
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final ExtensionServers servers =
      new ExtensionServers(
          store,
          new ServiceEndpoints(new Random(1)),
          new ExtensionClients(Optional.of(identity())));

  private ClientCertificate identity() {
    KeyPair pair = ClusterCa.newKeyPair(random);
    return new ClientCertificate(
        Pem.certificate(
                frontProxy.issue(CertificateSpec.client("front-proxy-client"), pair.getPublic()))
            .getBytes(StandardCharsets.US_ASCII),
        Pem.key(pair.getPrivate()).getBytes(StandardCharsets.US_ASCII));
  }

  @AfterEach
  void close() {
    server.close();
    store.close();
  }

  private void store(GroupResource resource, String namespace, String name, String object) {
    store
        .commit(
            MutationGroup.of(
                new Mutation.Create(resource, new ObjectKey(namespace, name), tree(object))))
        .toCompletableFuture()
        .join();
  }

  private void service() {
    store(
        ServiceEndpoints.SERVICES,
        "ns",
        "wardle",
        "{'metadata':{'name':'wardle'},'spec':{'type':'ClusterIP',"
            + "'ports':[{'name':'https','port':443}]}}");
  }

  private void endpoints(String ready) {
    store(
        ServiceEndpoints.ENDPOINT_SLICES,
        "ns",
        "wardle-1",
        "{'metadata':{'name':'wardle-1','labels':{'kubernetes.io/service-name':'wardle'}},"
            + "'addressType':'IPv4','ports':[{'name':'https','port':"
            + server.port()
            + "}],'endpoints':[{'addresses':['"
            + server.host()
            + "'],'conditions':{'ready':"
            + ready
            + "}}]}");
  }

  private ExtensionApi api(String caBundle) {
    store(
        ExtensionApis.API_SERVICES,
        "",
        "v1.wardle.example.com",
        "{'metadata':{'name':'v1.wardle.example.com'},'spec':{'group':'wardle.example.com',"
            + "'version':'v1','groupPriorityMinimum':2000,'versionPriority':15,'caBundle':'"
            + caBundle
            + "','service':{'namespace':'ns','name':'wardle','port':443}}}");
    ExtensionApis apis = new ExtensionApis();
    apis.refresh(store.cached());
    return apis.serving("/apis/wardle.example.com/v1/flunders").orElseThrow();
  }

  private AvailabilityCheck.Outcome check() {
    return new AvailabilityCheck(servers)
        .check(store.cached(), api(server.caBundle()), ExtensionDocuments.NONE, true);
  }

  @Test
  void passesWhereTheServerAnswers() {
    service();
    endpoints("true");
    server.answer("/apis/wardle.example.com/v1", RESOURCES);

    AvailabilityCheck.Outcome outcome = check();

    assertThat(outcome.condition().reason()).isEqualTo("Passed");
    List<DiscoveredResource> resources = outcome.documents().orElseThrow().resources();
    assertThat(resources)
        .singleElement()
        .satisfies(flunders -> {
          assertThat(flunders.plural()).isEqualTo("flunders");
          assertThat(flunders.subresources())
              .singleElement()
              .satisfies(scale -> assertThat(scale.kind().group()).isEqualTo("autoscaling"));
        });
    assertThat(server.requests().getFirst().client()).contains("CN=front-proxy-client");
    assertThat(server.requests().getFirst().headers().getFirst("X-Remote-User"))
        .isEqualTo("system:kube-aggregator");
  }

  @Test
  void keepsWhatTheServerTellsOfItsSchemas() {
    service();
    endpoints("true");
    server
        .answer("/apis/wardle.example.com/v1", RESOURCES)
        .answer(
            "/openapi/v3",
            "{\"paths\":{\"apis/wardle.example.com/v1\":{\"serverRelativeURL\":"
                + "\"/openapi/v3/apis/wardle.example.com/v1?hash=AB\"}}}")
        .answer(
            "/openapi/v2",
            "{\"swagger\":\"2.0\",\"paths\":{\"/apis/wardle.example.com/v1/\":{},\"/version\":{}},"
                + "\"definitions\":{\"com.example.Flunder\":{\"type\":\"object\"}}}");

    ExtensionDocuments documents = check().documents().orElseThrow();

    assertThat(documents.openApiV3()).contains("/openapi/v3/apis/wardle.example.com/v1?hash=AB");
    assertThat(documents.openApiV2().orElseThrow().path("paths").properties())
        .singleElement()
        .satisfies(path -> assertThat(path.getKey()).isEqualTo("/apis/wardle.example.com/v1/"));
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(check().condition().message()).isEqualTo("service/wardle in \"ns\" is not present");
  }

  @Test
  void saysThatThereAreNoEndpoints() {
    service();
    assertThat(check().condition().reason()).isEqualTo("EndpointsNotFound");
  }

  @Test
  void saysThatNoEndpointIsReady() {
    service();
    endpoints("false");
    assertThat(check().condition())
        .satisfies(condition -> {
          assertThat(condition.reason()).isEqualTo("MissingEndpoints");
          assertThat(condition.message())
              .isEqualTo(
                  "endpointslices for service/wardle in \"ns\" have no addresses with port name"
                      + " \"https\"");
        });
  }

  @Test
  void saysThatTheServerDoesNotAnswerWell() {
    service();
    endpoints("true");
    AvailabilityCheck.Outcome outcome = check();
    assertThat(outcome.condition().reason()).isEqualTo("FailedDiscoveryCheck");
    assertThat(outcome.condition().message())
        .startsWith("failing or missing response from https://")
        .endsWith(": 404");
  }

  @Test
  void doesNotTrustAServerOfAnotherAuthority() {
    service();
    endpoints("true");
    server.answer("/apis/wardle.example.com/v1", RESOURCES);
    try (TlsServer other = TlsServer.start("wardle.ns.svc")) {
      AvailabilityCheck.Outcome outcome =
          new AvailabilityCheck(servers)
              .check(store.cached(), api(other.caBundle()), ExtensionDocuments.NONE, false);
      assertThat(outcome.condition().status()).isEqualTo("False");
      assertThat(server.requests()).isEmpty();
    }
  }
}
