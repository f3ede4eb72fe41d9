package io.binnacle.schema.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The catalogue says what the OpenAPI document of the same Kubernetes level says. */
class PublishedOpenApiTest {
  private static final Path DOCUMENT = Path.of("../shared/openapi/kubernetes-1.36.0.json");

  /** Versions that are off by default and have no published messages: they are not served. */
  private static final Set<String> NOT_SERVED =
      Set.of(
          "io.k8s.api.admissionregistration.v1alpha1",
          "io.k8s.api.certificates.v1alpha1",
          "io.k8s.api.certificates.v1beta1",
          "io.k8s.api.coordination.v1alpha2",
          "io.k8s.api.coordination.v1beta1",
          "io.k8s.api.networking.v1beta1",
          "io.k8s.api.resource.v1alpha3",
          "io.k8s.api.resource.v1beta1",
          "io.k8s.api.resource.v1beta2",
          "io.k8s.api.scheduling.v1alpha2");

  /** A name for "any document"; no kind refers to it. */
  private static final Set<String> NOT_A_TYPE =
      Set.of("io.k8s.apimachinery.pkg.apis.meta.v1.Patch");

  /** Version 2 of OpenAPI has no word for "string or number". */
  private static final Set<String> WITHOUT_JSON_TYPE = Set.of("quantity", "int-or-string");

  private static JsonNode published;
  private final BuiltInSchemaCatalog catalog = new BuiltInSchemaCatalog();
  private final List<String> differences = new ArrayList<>();

  @BeforeAll
  static void readDocument() throws IOException {
    assumeTrue(Files.exists(DOCUMENT), "the published document is not beside the checkout");
    published = Json.read(Files.readAllBytes(DOCUMENT)).path("definitions");
  }

  @Test
  void everyServedTypeIsAsPublished() {
    int compared = 0;
    for (Map.Entry<String, JsonNode> definition : published.properties()) {
      String name = definition.getKey();
      String packageName = name.substring(0, name.lastIndexOf('.'));
      if (NOT_SERVED.contains(packageName) || NOT_A_TYPE.contains(name)) {
        continue;
      }
      Optional<Schema> schema = catalog.named(name);
      if (schema.isEmpty()) {
        differences.add(name + " is missing");
      } else {
        compareType(name, definition.getValue(), schema.get());
        compared++;
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(600);
  }

  private void compareType(String name, JsonNode expected, Schema actual) {
    differ(name, "fields", names(expected.path("properties")), actual.properties().keySet());
    differ(name, "required", strings(expected.path("required")), actual.required());
    differ(name, "map type", atomic(expected), actual.atomicMap());
    compareValue(name, expected, actual);
    expected
        .path("properties")
        .properties()
        .forEach(field -> {
          Schema of = actual.properties().get(field.getKey());
          if (of != null) {
            compareField(name + "." + field.getKey(), field.getValue(), of);
          }
        });
  }

  private void compareField(String path, JsonNode expected, Schema actual) {
    compareValue(path, expected, actual);
    differ(
        path,
        "patch strategy",
        Set.of(expected.path("x-kubernetes-patch-strategy").asText("").split(",")),
        actual.patchStrategies().isEmpty() ? Set.of("") : actual.patchStrategies());
    differ(
        path,
        "merge key",
        expected.path("x-kubernetes-patch-merge-key").asText(""),
        actual.patchMergeKey());
    differ(
        path,
        "list type",
        expected.path("x-kubernetes-list-type").asText(""),
        actual.listType().map(type -> type.name().toLowerCase(Locale.ROOT)).orElse(""));
    differ(
        path,
        "list map keys",
        strings(expected.path("x-kubernetes-list-map-keys")),
        new LinkedHashSet<>(actual.listMapKeys()));
    if (!expected.has("$ref")) {
      differ(path, "map type", atomic(expected), actual.atomicMap());
    }
  }

  /** Type, format, and those of items and values. */
  private void compareValue(String path, JsonNode expected, Schema actual) {
    String reference = expected.path("$ref").asText("");
    if (!reference.isEmpty()) {
      differ(path, "reference", reference.substring("#/definitions/".length()), actual.name());
      return;
    }
    if (!WITHOUT_JSON_TYPE.contains(actual.format())) {
      differ(path, "type", expected.path("type").asText("any"), lower(actual.type()));
      differ(path, "format", expected.path("format").asText(""), actual.format());
    }
    differ(path, "is list", expected.has("items"), actual.items().isPresent());
    differ(
        path,
        "is map",
        expected.has("additionalProperties"),
        actual.additionalProperties().isPresent());
    actual.items().ifPresent(items -> compareValue(path + "[]", expected.path("items"), items));
    actual
        .additionalProperties()
        .ifPresent(
            values -> compareValue(path + "{}", expected.path("additionalProperties"), values));
  }

  @Test
  void everyServedKindIsAsPublished() {
    for (Map.Entry<String, JsonNode> definition : published.properties()) {
      String name = definition.getKey();
      boolean ofEveryGroup = name.contains(".meta.v1.");
      if (catalog.named(name).isEmpty() || ofEveryGroup) {
        continue;
      }
      Set<String> expected = new TreeSet<>();
      for (JsonNode kind : definition.getValue().path("x-kubernetes-group-version-kind")) {
        String group = kind.path("group").asText();
        expected.add(
            (group.isEmpty() ? "" : group + "/")
                + kind.path("version").asText()
                + ", Kind="
                + kind.path("kind").asText());
      }
      Set<String> actual = new TreeSet<>();
      catalog.kindsOf(name).forEach(kind -> actual.add(kind.toString()));
      differ(name, "kinds", expected, actual);
    }
    assertThat(differences).isEmpty();
  }

  private void differ(String path, String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      differences.add(path + ": " + what + " should be " + expected + ", is " + actual);
    }
  }

  private static boolean atomic(JsonNode definition) {
    return definition.path("x-kubernetes-map-type").asText().equals("atomic");
  }

  private static String lower(Schema.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> strings(JsonNode array) {
    Set<String> strings = new LinkedHashSet<>();
    array.forEach(item -> strings.add(item.asText()));
    return strings;
  }
}
