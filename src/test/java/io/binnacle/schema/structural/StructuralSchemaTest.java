package io.binnacle.schema.structural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.SchemaEngine;
import io.binnacle.schema.StructuralSchemaEngine;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

class StructuralSchemaTest {
  private static final BuiltInSchemaCatalog CATALOG = new BuiltInSchemaCatalog();
  private final SchemaEngine engine = new StructuralSchemaEngine();

  private static StructuralSchema schema(String spec) {
    String document = "{\"type\":\"object\",\"properties\":{\"spec\":" + spec + "}}";
    return StructuralSchema.ofResource(Json.readTrusted(document), CATALOG.objectMetadata());
  }

  private static ObjectNode object(String fields) {
    return Json.readTrusted(
        "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\"," + fields + "}");
  }

  @Test
  void prunesWhatItDoesNotKnow() {
    StructuralSchema schema =
        schema(
            """
            {"type":"object","properties":{"keep":{"type":"string"},
             "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
               "properties":{"deep":{"type":"object","properties":{"k":{"type":"string"}}}}},
             "emb":{"type":"object","x-kubernetes-embedded-resource":true,
               "x-kubernetes-preserve-unknown-fields":true}}}\
            """);
    ObjectNode object =
        object(
            """
            "top":1,"metadata":{"name":"a","bogus":1},"spec":{"keep":"x","drop":"y",
             "open":{"any":1,"deep":{"k":"v","gone":1}},
             "emb":{"kind":"Pod","metadata":{"name":"p","nope":1},"foo":1}}\
            """);

    List<String> messages = engine.prune(schema, object);

    assertThat(messages)
        .containsExactly(
            "unknown field \"metadata.bogus\"",
            "unknown field \"spec.drop\"",
            "unknown field \"spec.open.deep.gone\"",
            "unknown field \"top\"",
            "unknown field \"spec.emb.metadata.nope\"");
    assertThat(object.path("spec"))
        .isEqualTo(
            Json.readTrusted(
                """
                {"keep":"x","open":{"any":1,"deep":{"k":"v"}},
                 "emb":{"kind":"Pod","metadata":{"name":"p"},"foo":1}}\
                """));
  }

  @Test
  void nullsStayWhereTheyAreValues() {
    StructuralSchema schema =
        schema(
            """
            {"type":"object","properties":{
              "n":{"type":"string","nullable":true},"d":{"type":"string","default":"x"},
              "l":{"type":"array","items":{"type":"string"}},
              "m":{"type":"object","additionalProperties":{"type":"string"}},
              "any":{"x-kubernetes-preserve-unknown-fields":true}}}\
            """);
    ObjectNode object =
        object("\"spec\":{\"n\":null,\"d\":null,\"l\":[null],\"m\":{\"k\":null},\"any\":[null]}");

    assertThat(engine.prune(schema, object)).isEmpty();
    engine.applyDefaults(schema, object);

    assertThat(object.path("spec"))
        .isEqualTo(
            Json.readTrusted("{\"n\":null,\"d\":\"x\",\"l\":[null],\"m\":{},\"any\":[null]}"));
  }

  @Test
  void fillsInDefaultsBelowDefaults() {
    StructuralSchema schema =
        schema(
            """
            {"type":"object","properties":{
              "o":{"type":"object","default":{},
                "properties":{"n":{"type":"integer","default":3}}},
              "l":{"type":"array","items":{"type":"object",
                "properties":{"p":{"type":"string","default":"TCP"}}}}}}\
            """);
    ObjectNode object = object("\"spec\":{\"l\":[{}]}");

    engine.applyDefaults(schema, object);

    assertThat(object.path("spec"))
        .isEqualTo(Json.readTrusted("{\"l\":[{\"p\":\"TCP\"}],\"o\":{\"n\":3}}"));
  }

  @Test
  void decodingLooksAtTheMetadataAlone() {
    StructuralSchema schema = schema("{\"type\":\"object\"}");
    engine.checkTypes(schema, object("\"metadata\":{\"name\":\"a\"},\"spec\":5"));

    assertThatThrownBy(() -> engine.checkTypes(schema, object("\"metadata\":{\"labels\":5}")))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Widget in version \"v1\" cannot be handled as a Widget: json: cannot unmarshal number"
                + " into Go struct field ObjectMeta.labels of type map[string]string");
  }

  @Test
  void textsStayAsTheirAuthorWroteThem() {
    StructuralSchema schema =
        schema(
            "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\",\"format\":\"quantity\"}}}");
    ObjectNode object = object("\"spec\":{\"q\":\"1000m\"}");

    engine.canonicalize(schema, object);

    assertThat(object.at("/spec/q").asText()).isEqualTo("1000m");
  }
}
