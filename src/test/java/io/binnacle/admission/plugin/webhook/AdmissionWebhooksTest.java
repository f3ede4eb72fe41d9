package io.binnacle.admission.plugin.webhook;

import static io.binnacle.admission.AdmissionRequests.store;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequests;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.extension.ExtensionClients;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.extension.WebhookClient;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.memory.MemoryObjectStore;
import io.binnacle.testing.TlsServer;
import io.binnacle.testing.TlsServer.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionWebhooksTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final TlsServer server = TlsServer.start("hook.ns.svc");
  private final WebhookClient client =
      new WebhookClient(
          store, new ServiceEndpoints(new Random(1)), new ExtensionClients(Optional.empty()));
  private final MutatingAdmissionWebhook mutating = new MutatingAdmissionWebhook(store, client);
  private final ValidatingAdmissionWebhook validating =
      new ValidatingAdmissionWebhook(store, client);

  @BeforeEach
  void service() {
    put(
        ServiceEndpoints.SERVICES,
        "ns",
        "{'metadata':{'name':'hook'},'spec':{'ports':[{'name':'https','port':443}]}}");
    put(
        ServiceEndpoints.ENDPOINT_SLICES,
        "ns",
        "{'metadata':{'name':'hook-1','labels':{'kubernetes.io/service-name':'hook'}},"
            + "'addressType':'IPv4','ports':[{'name':'https','port':"
            + server.port()
            + "}],'endpoints':[{'addresses':['"
            + server.host()
            + "']}]}");
    store(store, "namespaces", "", "{'metadata':{'name':'ns','labels':{'env':'prod'}}}");
  }

  @AfterEach
  void close() {
    server.close();
    store.close();
  }

  private void put(GroupResource resource, String namespace, String json) {
    ObjectNode object = tree(json);
    store
        .commit(
            MutationGroup.of(
                new Mutation.Create(
                    resource,
                    new ObjectKey(namespace, object.at("/metadata/name").asText()),
                    object)))
        .toCompletableFuture()
        .join();
  }

  private String webhook(String path, String more) {
    return "{'name':'check.example.com','rules':[{'operations':['CREATE'],'apiGroups':[''],"
        + "'apiVersions':['v1'],'resources':['pods']}],'clientConfig':{'caBundle':'"
        + server.caBundle()
        + "','service':{'namespace':'ns','name':'hook','path':'"
        + path
        + "'}},'timeoutSeconds':5"
        + more
        + "}";
  }

  private void configure(String kind, String... webhooks) {
    put(
        new GroupResource("admissionregistration.k8s.io", kind),
        "",
        "{'metadata':{'name':'hooks','uid':'u'},'webhooks':[" + String.join(",", webhooks) + "]}");
  }

  private void answer(String path, String response) {
    server.answer(
        path,
        request ->
            new Answer(
                200,
                tree("{'apiVersion':'admission.k8s.io/v1','kind':'AdmissionReview','response':"
                        + "{'uid':'"
                        + request.json().at("/request/uid").asText()
                        + "',"
                        + response
                        + "}}")
                    .toString()));
  }

  private void patch(String path, String patch) {
    answer(
        path,
        "'allowed':true,'patchType':'JSONPatch','patch':'"
            + Base64.getEncoder()
                .encodeToString(patch.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
            + "'");
  }

  private static AdmissionRequest pod() {
    return AdmissionRequests.create(
        "pods", "ns", tree("{'metadata':{'name':'p','labels':{'app':'web'}},'spec':{}}"));
  }

  @Test
  void changesWhatItsPatchSays() {
    configure("mutatingwebhookconfigurations", webhook("/mutate", ""));
    patch("/mutate", "[{'op':'add','path':'/spec/nodeName','value':'n1'}]");
    AdmissionRequest request = pod();

    mutating.admit(request);

    assertThat(request.object().at("/spec/nodeName").asText()).isEqualTo("n1");
    assertThat(request.isReplaced()).isTrue();
    JsonNode asked = server.requests().getFirst().json().path("request");
    assertThat(asked.path("operation").asText()).isEqualTo("CREATE");
    assertThat(asked.at("/resource/resource").asText()).isEqualTo("pods");
    assertThat(asked.at("/userInfo/username").asText()).isEqualTo("ann");
    assertThat(asked.at("/object/metadata/name").asText()).isEqualTo("p");
    assertThat(asked.path("oldObject").isNull()).isTrue();
  }

  @Test
  void deniesWithItsOwnReason() {
    configure("validatingwebhookconfigurations", webhook("/validate", ""));
    answer(
        "/validate",
        "'allowed':false,'status':{'message':'not today','code':403},'warnings':['w']");
    AdmissionRequest request = pod();

    assertThatThrownBy(() -> validating.validate(request))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(403))
        .hasMessage("admission webhook \"check.example.com\" denied the request: not today");
    assertThat(request.warnings()).containsExactly("w");
  }

  @Test
  void deniesWithoutOne() {
    configure("validatingwebhookconfigurations", webhook("/validate", ""));
    answer("/validate", "'allowed':false");
    assertThatThrownBy(() -> validating.validate(pod()))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
        .hasMessage(
            "admission webhook \"check.example.com\" denied the request without explanation");
  }

  @Test
  void aWebhookThatFailsRefusesUnlessItMayBeIgnored() {
    configure("validatingwebhookconfigurations", webhook("/none", ",'failurePolicy':'Ignore'"));
    validating.validate(pod());
    assertThat(server.requests()).hasSize(1);

    configure("mutatingwebhookconfigurations", webhook("/none", ""));
    assertThatThrownBy(() -> mutating.admit(pod()))
        .hasMessageStartingWith(
            "Internal error occurred: failed calling webhook \"check.example.com\": failed to call"
                + " webhook: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'namespaceSelector':{'matchLabels':{'env':'prod'}} | 1",
        "'namespaceSelector':{'matchLabels':{'env':'test'}} | 0",
        "'objectSelector':{'matchLabels':{'app':'web'}} | 1",
        "'objectSelector':{'matchLabels':{'app':'db'}} | 0",
        "'matchConditions':[{'name':'a','expression':'request.name == \"p\"'}] | 1",
        "'matchConditions':[{'name':'a','expression':'object.metadata.labels.app != \"web\"'}] | 0",
        "'matchConditions':[{'name':'a','expression':'oldObject != null'}] | 0",
      },
      quoteCharacter = '`')
  void isAskedAboutWhatItSelects(String more, int calls) {
    configure(
        "validatingwebhookconfigurations", webhook("/validate", "," + more.replace("\"", "\\\"")));
    answer("/validate", "'allowed':true");
    validating.validate(pod());
    assertThat(server.requests()).hasSize(calls);
  }

  @Test
  void isNotAskedAboutOtherResources() {
    configure("validatingwebhookconfigurations", webhook("/validate", ""));
    validating.validate(AdmissionRequests.create("secrets", "ns", tree("{'metadata':{}}")));
    validating.validate(AdmissionRequests.delete("pods", "ns", "p"));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void isAskedAgainAboutWhatOthersChanged() {
    configure(
        "mutatingwebhookconfigurations",
        webhook("/first", ",'reinvocationPolicy':'IfNeeded'"),
        webhook("/second", ""));
    answer("/first", "'allowed':true");
    patch("/second", "[{'op':'add','path':'/spec/nodeName','value':'n1'}]");
    AdmissionRequest request = pod();

    AdmissionRequests.mutate(request, mutating);

    assertThat(server.requests())
        .extracting(TlsServer.Request::path)
        .containsExactly("/first", "/second", "/first");
  }
}
