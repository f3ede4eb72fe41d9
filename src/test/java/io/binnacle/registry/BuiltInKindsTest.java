package io.binnacle.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The definitions against what the catalogue and the reference document know. */
class BuiltInKindsTest {
  /** Where the reference document lies, for those who have it beside their checkout. */
  private static final String REFERENCE = System.getProperty("binnacle.reference.openapi", "");

  /** Kinds that come from objects, and documents that computed resources have. */
  private static final Set<String> ELSEWHERE = Set.of("apiextensions.k8s.io");

  /** Alpha and beta versions that the dependencies have no model of: no schema is made of them. */
  private static final Set<String> WITHOUT_MODEL =
      Set.of(
          "admissionregistration.k8s.io/v1alpha1, Kind=MutatingAdmissionPolicy",
          "admissionregistration.k8s.io/v1alpha1, Kind=MutatingAdmissionPolicyBinding",
          "certificates.k8s.io/v1alpha1, Kind=ClusterTrustBundle",
          "coordination.k8s.io/v1alpha2, Kind=LeaseCandidate",
          "coordination.k8s.io/v1beta1, Kind=LeaseCandidate",
          "networking.k8s.io/v1beta1, Kind=IPAddress",
          "networking.k8s.io/v1beta1, Kind=ServiceCIDR",
          "resource.k8s.io/v1alpha3, Kind=DeviceTaintRule",
          "resource.k8s.io/v1alpha3, Kind=ResourcePoolStatusRequest",
          "resource.k8s.io/v1beta1, Kind=DeviceClass",
          "resource.k8s.io/v1beta1, Kind=ResourceClaim",
          "resource.k8s.io/v1beta1, Kind=ResourceClaimTemplate",
          "resource.k8s.io/v1beta1, Kind=ResourceSlice",
          "resource.k8s.io/v1beta2, Kind=DeviceClass",
          "resource.k8s.io/v1beta2, Kind=DeviceTaintRule",
          "resource.k8s.io/v1beta2, Kind=ResourceClaim",
          "resource.k8s.io/v1beta2, Kind=ResourceClaimTemplate",
          "resource.k8s.io/v1beta2, Kind=ResourceSlice",
          "scheduling.k8s.io/v1alpha2, Kind=PodGroup",
          "scheduling.k8s.io/v1alpha2, Kind=Workload");

  @Test
  void everyVersionOfEveryKindHasASchema() {
    // Their models are not among the dependencies: they are decoded as the version they are stored
    // in
    // where that has a schema, and else as they come.
    BuiltInSchemaCatalog schemas = new BuiltInSchemaCatalog();
    Set<String> without = new TreeSet<>();
    try (RegistryFixture fixture = new RegistryFixture()) {
      for (ResourceDefinition definition : fixture.catalog().all()) {
        for (String version : definition.versions()) {
          GroupVersionKind kind =
              new GroupVersionKind(definition.group(), version, definition.kind());
          if (schemas.forKind(kind).isEmpty()) {
            without.add(kind.toString());
          }
        }
      }
    }
    assertThat(without).isSubsetOf(WITHOUT_MODEL);
  }

  @Test
  void theServedPathsAreThoseOfTheReference() throws IOException {
    Assumptions.assumeFalse(REFERENCE.isEmpty(), "no reference document");
    JsonNode paths =
        new ObjectMapper().readTree(Files.readAllBytes(Path.of(REFERENCE))).path("paths");
    Set<String> expected = new TreeSet<>();
    paths
        .properties()
        .forEach(path -> {
          for (JsonNode operation : path.getValue()) {
            JsonNode kind = operation.path("x-kubernetes-group-version-kind");
            if (kind.isObject() && !path.getKey().contains("/watch/")) {
              reference(path.getKey(), expected);
            }
          }
        });
    Set<String> served = new TreeSet<>();
    try (RegistryFixture fixture = new RegistryFixture()) {
      for (ResourceDefinition definition : fixture.catalog().all()) {
        for (String version : definition.versions()) {
          String at = definition.group() + "/" + version + " " + definition.plural();
          served.add(at);
          definition.subresources().forEach(sub -> served.add(at + "/" + sub.name()));
        }
      }
    }
    assertThat(served).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Reduces a path to group, version, resource and subresource. */
  private static void reference(String path, Set<String> expected) {
    String[] parts = path.substring(1).split("/");
    int at = parts[0].equals("api") ? 1 : 2;
    String group = parts[0].equals("api") ? "" : parts[1];
    String version = parts[at++];
    if (ELSEWHERE.contains(group) || at >= parts.length) {
      return;
    }
    boolean inNamespace =
        parts[at].equals("namespaces") && parts.length > at + 2 && !isNamespacePart(parts[at + 2]);
    if (inNamespace) {
      at += 2;
    }
    String resource = parts[at];
    boolean subresource = parts.length > at + 2 && !parts[at + 2].startsWith("{");
    expected.add(group + "/" + version + " " + resource + (subresource ? "/" + parts[at + 2] : ""));
  }

  private static boolean isNamespacePart(String part) {
    return part.equals("status") || part.equals("finalize");
  }
}
