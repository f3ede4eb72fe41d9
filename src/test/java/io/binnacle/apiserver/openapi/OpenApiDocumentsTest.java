package io.binnacle.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.bundle.BundleOpenApi;
import io.binnacle.registry.CustomResourceVersion;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Verb;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiDocumentsTest {
  private final FakeCatalog resources = new FakeCatalog();
  private final OpenApiDocuments documents =
      new OpenApiDocuments(
          resources,
          new BuiltInSchemaCatalog(),
          List.of(BundleOpenApi.documents()),
          ExtensionOpenApi.NONE,
          "v1.36.0");

  /** A pod with subresources, a cluster-scoped kind, and a kind without a schema. */
  private static final class FakeCatalog implements ResourceCatalog {
    private final List<ResourceDefinition> definitions =
        new ArrayList<>(
            List.of(
                ResourceDefinition.builder("", "v1", "Pod", "pods")
                    .status()
                    .subresource(
                        new Subresource.Connect(
                            "exec",
                            new GroupVersionKind("", "v1", "PodExecOptions"),
                            Set.of(Verb.GET, Verb.CREATE)))
                    .build(),
                ResourceDefinition.builder("", "v1", "Node", "nodes").clusterScoped().build(),
                ResourceDefinition.builder("apps", "v1", "Deployment", "deployments")
                    .status()
                    .subresource(
                        new Subresource.Scale("spec.replicas", "status.replicas", "spec.selector"))
                    .build()));
    private long generation = 1;

    void add(ResourceDefinition definition) {
      definitions.add(definition);
      generation++;
    }

    @Override
    public Optional<ResourceDefinition> find(GroupResource resource) {
      return Optional.empty();
    }

    @Override
    public Optional<ResourceDefinition> find(GroupVersionKind kind) {
      return Optional.empty();
    }

    @Override
    public Optional<ResourceDefinition> find(GroupVersionResource resource) {
      return definitions.stream()
          .filter(definition -> definition.groupResource().equals(resource.groupResource()))
          .findFirst();
    }

    @Override
    public Collection<ResourceDefinition> all() {
      return List.copyOf(definitions);
    }

    @Override
    public long generation() {
      return generation;
    }
  }

  private ObjectNode v3(String path) {
    return Json.readTrusted(documents.v3(path).orElseThrow().bytes());
  }

  @Test
  void theIndexLeadsToEveryGroupVersionByTheHashOfItsDocument() {
    JsonNode paths = Json.readTrusted(documents.v3Index().bytes()).path("paths");

    assertThat(paths.fieldNames())
        .toIterable()
        .containsExactly("api/v1", "apis/apps/v1", "apis/binnacle.io/v1");
    assertThat(paths.at("/apis~1apps~1v1/serverRelativeURL").asText())
        .isEqualTo(
            "/openapi/v3/apis/apps/v1?hash=" + documents.v3("apis/apps/v1").orElseThrow().hash());
  }

  @Test
  void operationsSayWhatKubectlLooksFor() {
    JsonNode paths = v3("api/v1").path("paths");

    assertThat(paths.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "/api/v1/pods",
            "/api/v1/namespaces/{namespace}/pods",
            "/api/v1/namespaces/{namespace}/pods/{name}",
            "/api/v1/namespaces/{namespace}/pods/{name}/status",
            "/api/v1/namespaces/{namespace}/pods/{name}/exec",
            "/api/v1/nodes",
            "/api/v1/nodes/{name}");
    JsonNode patch = paths.path("/api/v1/namespaces/{namespace}/pods/{name}").path("patch");
    assertThat(patch.path("x-kubernetes-action").asText()).isEqualTo("patch");
    assertThat(patch.path("x-kubernetes-group-version-kind"))
        .isEqualTo(Json.readTrusted("{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}"));
    assertThat(patch.path("parameters").findValuesAsText("name"))
        .contains("dryRun", "fieldValidation", "fieldManager", "force");
    assertThat(paths.at("/~1api~1v1~1nodes/get/operationId").asText()).isEqualTo("listCoreV1Node");
  }

  private static List<String> parameters(JsonNode document, String path, String method) {
    return document
        .path("paths")
        .path(path)
        .path(method)
        .path("parameters")
        .findValuesAsText("name");
  }

  @Test
  void readsTellHowToAskForThePast() {
    String pods = "/api/v1/namespaces/{namespace}/pods";
    String deployment = "/apis/apps/v1/namespaces/{namespace}/deployments/{name}";
    JsonNode v2 = Json.readTrusted(documents.v2().bytes());

    for (JsonNode document : List.of(v3("api/v1"), v2)) {
      assertThat(parameters(document, pods, "get")).contains("at").doesNotContain("history");
      assertThat(parameters(document, pods, "delete")).doesNotContain("at");
      assertThat(parameters(document, pods + "/{name}", "get")).containsExactly("at", "history");
      assertThat(parameters(document, pods + "/{name}/status", "get")).containsExactly("at");
    }
    assertThat(parameters(v2, deployment + "/scale", "get")).isEmpty();
  }

  @Test
  void onlyTheNewerDocumentTellsDefaults() {
    String protocol = "/io.k8s.api.core.v1.ContainerPort/properties/protocol/default";

    assertThat(v3("api/v1").at("/components/schemas" + protocol).asText()).isEqualTo("TCP");
    assertThat(
            Json.readTrusted(documents.v2().bytes()).at("/definitions" + protocol).isMissingNode())
        .isTrue();
  }

  @Test
  void bothDocumentsTellOfBundles() {
    String post = "/paths/~1apis~1binnacle.io~1v1~1bundles/post";

    assertThat(v3("apis/binnacle.io/v1").at(post + "/operationId").asText())
        .isEqualTo("createBinnacleV1Bundle");
    JsonNode v2 = Json.readTrusted(documents.v2().bytes());
    assertThat(v2.at(post + "/parameters/0/schema/$ref").asText())
        .isEqualTo("#/definitions/io.binnacle.v1.Bundle");
    assertThat(v2.at("/definitions/io.binnacle.v1.Bundle/properties").has("items")).isTrue();
  }

  /** kubectl sends strategic merge patches to whatever says here that it takes them. */
  @Test
  void patchesOfCustomResourcesAreNotStrategic() {
    BuiltInSchemaCatalog schemas = new BuiltInSchemaCatalog();
    resources.add(
        ResourceDefinition.builder("stable.example.com", "v1", "CronTab", "crontabs")
            .status()
            .custom(new CustomResourceVersion("v1", schemas.objectMetadata(), "", false))
            .build());

    JsonNode paths = v3("apis/stable.example.com/v1").path("paths");
    String item = "/apis/stable.example.com/v1/namespaces/{namespace}/crontabs/{name}";
    for (String path : List.of(item, item + "/status")) {
      assertThat(paths.path(path).at("/patch/requestBody/content").fieldNames())
          .toIterable()
          .containsExactly(
              "application/json-patch+json",
              "application/merge-patch+json",
              "application/apply-patch+yaml");
    }
  }

  @Test
  void everyReferenceLeadsToAComponent() {
    for (String path : List.of("api/v1", "apis/apps/v1", "apis/binnacle.io/v1")) {
      ObjectNode document = v3(path);
      Set<String> components = new HashSet<>();
      document
          .at("/components/schemas")
          .fieldNames()
          .forEachRemaining(name -> components.add("#/components/schemas/" + name));
      assertThat(components).containsAll(document.findValuesAsText("$ref"));
    }
    ObjectNode v2 = Json.readTrusted(documents.v2().bytes());
    Set<String> definitions = new HashSet<>();
    v2.path("definitions")
        .fieldNames()
        .forEachRemaining(name -> definitions.add("#/definitions/" + name));
    assertThat(definitions).containsAll(v2.findValuesAsText("$ref"));
  }

  @Test
  void componentsCarryKindsPatchKeysAndDescriptions() {
    JsonNode schemas = v3("api/v1").at("/components/schemas");

    JsonNode pod = schemas.path("io.k8s.api.core.v1.Pod");
    assertThat(pod.at("/x-kubernetes-group-version-kind/0/kind").asText()).isEqualTo("Pod");
    assertThat(pod.at("/properties/spec/allOf/0/$ref").asText())
        .isEqualTo("#/components/schemas/io.k8s.api.core.v1.PodSpec");
    JsonNode volumes = schemas.at("/io.k8s.api.core.v1.PodSpec/properties/volumes");
    assertThat(volumes.path("x-kubernetes-patch-strategy").asText()).isEqualTo("merge,retainKeys");
    assertThat(volumes.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
    assertThat(volumes.path("description").asText()).startsWith("List of volumes");
    assertThat(schemas.path("io.k8s.apimachinery.pkg.util.intstr.IntOrString").has("oneOf"))
        .isTrue();
  }

  @Test
  void documentsAreKeptUntilADefinitionChanges() {
    OpenApiDocuments.Document before = documents.v3("api/v1").orElseThrow();
    assertThat(documents.v3("api/v1").orElseThrow()).isSameAs(before);
    assertThat(documents.v3("apis/stable.example.com/v1")).isEmpty();

    resources.add(
        ResourceDefinition.builder("stable.example.com", "v1", "CronTab", "crontabs").build());

    JsonNode schemas = v3("apis/stable.example.com/v1").at("/components/schemas");
    assertThat(schemas.has("com.example.stable.v1.CronTab")).isTrue();
    assertThat(
            schemas.at("/com.example.stable.v1.CronTabList/properties/items/items/$ref").asText())
        .isEqualTo("#/components/schemas/com.example.stable.v1.CronTab");
    assertThat(documents.v3("api/v1").orElseThrow().hash()).isEqualTo(before.hash());
  }

  @Test
  void theProtobufFormHasThePathsAndDefinitionsOfTheJsonForm() throws IOException {
    ObjectNode json = Json.readTrusted(documents.v2().bytes());
    CodedInputStream input = CodedInputStream.newInstance(documents.v2Protobuf().bytes());
    int paths = 0;
    int definitions = 0;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> assertThat(input.readString()).isEqualTo("2.0");
        case 8 -> paths = countFields(input.readByteArray(), 2);
        case 9 -> definitions = countFields(input.readByteArray(), 1);
        default -> input.skipField(tag);
      }
    }
    assertThat(paths).isEqualTo(json.path("paths").size());
    assertThat(definitions).isEqualTo(json.path("definitions").size());
  }

  private static int countFields(byte[] message, int number) throws IOException {
    CodedInputStream input = CodedInputStream.newInstance(message);
    int count = 0;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      assertThat(WireFormat.getTagFieldNumber(tag)).isEqualTo(number);
      input.skipField(tag);
      count++;
    }
    return count;
  }
}
