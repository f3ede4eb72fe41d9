package io.binnacle.registry.apiextensions.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.VersionOrder;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.CustomResourceVersion;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.VersionConversion;
import io.binnacle.schema.Schema;
import io.binnacle.schema.cel.RuleTexts;
import io.binnacle.schema.cel.ValidationRules;
import io.binnacle.schema.structural.StructuralSchema;
import io.binnacle.schema.structural.ValueRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CustomResourceDefinition as the catalog's definitions: one a version, the preferred one first,
 * the versions that are not served last.
 *
 * @param era names the state of the CustomResourceDefinition that was compiled
 */
record CompiledDefinition(String era, List<ResourceDefinition> versions) {

  /** Changes with all of a CustomResourceDefinition that its definitions depend on. */
  static String era(ApiObject definition) {
    return definition.uid()
        + "/"
        + definition.generation()
        + (definition.isBeingDeleted() ? "/terminating" : "");
  }

  static CompiledDefinition of(ApiObject definition, CustomResources.Compiler compiler) {
    List<JsonNode> served = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode version : definition.tree().at("/spec/versions")) {
      (version.path("served").asBoolean() ? served : others).add(version);
    }
    served.sort(
        (a, b) -> VersionOrder.INSTANCE.compare(a.path("name").asText(), b.path("name").asText()));
    Compilation compilation = new Compilation(definition, names(served), compiler);
    List<ResourceDefinition> compiled = new ArrayList<>();
    if (!served.isEmpty()) {
      served.forEach(version -> compiled.add(compilation.version(version)));
      others.forEach(version -> compiled.add(compilation.version(version)));
    }
    return new CompiledDefinition(era(definition), List.copyOf(compiled));
  }

  private static List<String> names(List<JsonNode> versions) {
    return versions.stream().map(version -> version.path("name").asText()).toList();
  }

  /** What the versions of one definition have in common. */
  private record Compilation(
      ApiObject definition, List<String> served, CustomResources.Compiler compiler) {

    ResourceDefinition version(JsonNode version) {
      JsonNode spec = definition.tree().path("spec");
      JsonNode names = spec.path("names");
      String name = version.path("name").asText();
      ObjectNode document =
          version.at("/schema/openAPIV3Schema") instanceof ObjectNode given ? given : Json.object();
      Schema schema = StructuralSchema.ofResource(document, compiler.objectMetadata());
      String group = spec.path("group").asText();
      String kind = names.path("kind").asText();
      ResourceDefinition.Builder builder =
          ResourceDefinition.builder(group, served.getFirst(), kind, names.path("plural").asText());
      served.stream().skip(1).forEach(builder::alsoServed);
      VersionConversion conversion = conversion(new GroupVersion(group, name), schema);
      builder.storedIn(storageVersion(spec), conversion).conversion(name, conversion);
      if (spec.path("scope").asText().equals("Cluster")) {
        builder.clusterScoped();
      }
      addSubresources(builder, version, new GroupVersionKind(group, name, kind));
      for (JsonNode field : version.path("selectableFields")) {
        JsonPath path = JsonPath.parse(field.path("jsonPath").asText());
        builder.selectableField(
            field.path("jsonPath").asText().substring(1), object -> path.text(object.tree()));
      }
      return builder
          .names(names.path("singular").asText(), names.path("listKind").asText())
          .shortNames(Trees.texts(names.path("shortNames")).toArray(String[]::new))
          .categories(Trees.texts(names.path("categories")).toArray(String[]::new))
          .columns(PrinterColumns.of(version.path("additionalPrinterColumns")))
          .strategy(
              new CustomResourceStrategy(
                  ValueRules.of(document), expressions(document), definition.isBeingDeleted()))
          .custom(
              new CustomResourceVersion(
                  name, schema, deprecationWarning(version, group, kind), mayHaveChanged()))
          .build();
    }

    private static @Nullable ValidationRules expressions(ObjectNode document) {
      return RuleTexts.areIn(document) ? ValidationRules.of(document).orElse(null) : null;
    }

    private VersionConversion conversion(GroupVersion version, Schema schema) {
      VersionConversion bySchema = new SchemaConversion(schema, compiler.engine(), era(definition));
      JsonNode spec = definition.tree().path("spec");
      JsonNode conversion = spec.path("conversion");
      return conversion.path("strategy").asText().equals("Webhook")
          ? new WebhookConversion(
              bySchema,
              compiler.webhooks(),
              conversion.at("/webhook/clientConfig"),
              version,
              new GroupVersion(version.group(), storageVersion(spec)))
          : bySchema;
    }

    /** Objects of a definition that was never changed are what its schema made of them. */
    private boolean mayHaveChanged() {
      return definition.generation() != 1;
    }

    private static String storageVersion(JsonNode spec) {
      for (JsonNode version : spec.path("versions")) {
        if (version.path("storage").asBoolean()) {
          return version.path("name").asText();
        }
      }
      throw new IllegalArgumentException("no version is the storage version");
    }

    private static void addSubresources(
        ResourceDefinition.Builder builder, JsonNode version, GroupVersionKind kind) {
      JsonNode subresources = version.path("subresources");
      if (subresources.path("status").isObject()) {
        builder.subresource(new Subresource.Status(kind));
      }
      JsonNode scale = subresources.path("scale");
      if (scale.isObject()) {
        builder.subresource(
            new Subresource.Scale(
                scale.path("specReplicasPath").asText(),
                scale.path("statusReplicasPath").asText(),
                scale.path("labelSelectorPath").asText()));
      }
    }

    private static String deprecationWarning(JsonNode version, String group, String kind) {
      if (!version.path("deprecated").asBoolean()) {
        return "";
      }
      String given = version.path("deprecationWarning").asText();
      return given.isEmpty()
          ? group + "/" + version.path("name").asText() + " " + kind + " is deprecated"
          : given;
    }
  }
}
