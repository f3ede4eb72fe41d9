package io.binnacle.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuralSchemaEngineTest {
  private final SchemaEngine engine = new StructuralSchemaEngine();
  private final SchemaCatalog catalog = new BuiltInSchemaCatalog();
  private final Schema pod = catalog.forKind(new GroupVersionKind("", "v1", "Pod")).orElseThrow();

  private static ObjectNode object(String json) {
    return Json.readTrusted(json.replace('\'', '"'));
  }

  @Test
  void removesUnknownFieldsAndNamesThemInOrder() {
    ObjectNode object =
        object(
            "{'foo':1,'metadata':{'name':'a','labels':{'x':'y'},'bar':{}},'spec':{'containers':"
                + "[{'name':'c'},{'name':'d','imagee':'x','ports':[{'containerPort':1,'p':2}]}]}}");

    assertThat(engine.prune(pod, object))
        .containsExactly(
            "unknown field \"foo\"",
            "unknown field \"metadata.bar\"",
            "unknown field \"spec.containers[1].imagee\"",
            "unknown field \"spec.containers[1].ports[0].p\"");
    assertThat(object)
        .isEqualTo(
            object(
                "{'metadata':{'name':'a','labels':{'x':'y'}},'spec':{'containers':"
                    + "[{'name':'c'},{'name':'d','ports':[{'containerPort':1}]}]}}"));
  }

  @Test
  void dropsNullsAsDecodingWould() {
    ObjectNode object =
        object(
            "{'metadata':{'creationTimestamp':null,'annotations':{'a':null}},"
                + "'spec':{'nodeName':null,'containers':[{'name':'a','args':[null,'x']}]}}");

    assertThat(engine.prune(pod, object)).isEmpty();
    assertThat(object)
        .isEqualTo(
            object(
                "{'metadata':{'annotations':{'a':''}},"
                    + "'spec':{'containers':[{'name':'a','args':['','x']}]}}"));
  }

  @Test
  void keepsWhatIsOpaque() {
    ObjectNode object =
        object("{'metadata':{'managedFields':[{'fieldsV1':{'f:x':{'.':{},'n':null}}}]}}");
    ObjectNode before = object.deepCopy();

    assertThat(engine.prune(pod, object)).isEmpty();
    assertThat(object).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'spec':{'hostNetwork':'yes'}}"
            + "|json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool",
        "{'spec':{'containers':[{'env':[{'value':1}]}]}}"
            + "|json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of"
            + " type string",
        "{'spec':{'priority':3000000000}}"
            + "|json: cannot unmarshal number 3000000000 into Go struct field PodSpec.spec.priority of"
            + " type int32",
        "{'spec':{'priority':1.5}}"
            + "|json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type"
            + " int32",
        "{'spec':[]}|json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec",
        "{'spec':{'containers':{}}}"
            + "|json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type"
            + " []v1.Container",
        "{'metadata':{'labels':{'a':true}}}"
            + "|json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type"
            + " string",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':'many'}}}]}}"
            + "|quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{'metadata':{'creationTimestamp':'soon'}}"
            + "|parsing time \"soon\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"soon\" as"
            + " \"2006\"",
        "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':true}}}]}}"
            + "|json: cannot unmarshal bool into Go value of type int32",
      },
      quoteCharacter = '`')
  void refusesWhatDecodingWouldRefuse(String json, String why) {
    ObjectNode object = object(json);
    object.put("apiVersion", "v1").put("kind", "Pod");

    assertThatThrownBy(() -> engine.checkTypes(pod, object))
        .isInstanceOf(ApiException.class)
        .hasMessage("Pod in version \"v1\" cannot be handled as a Pod: " + why);
  }

  /** A strategic merge patch makes a tree and no document. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':'x'}|cannot restore struct from: string",
        "{'spec':{'containers':{}}}|cannot restore slice from map",
        "{'metadata':{'labels':[]}}|cannot restore map from slice",
        "{'spec':{'priority':'x'}}|unrecognized type: int32",
        "{'spec':{'hostNetwork':1}}|unrecognized type: bool",
      })
  void refusesInTheWordsOfTheConverter(String json, String why) {
    ObjectNode object = object(json);
    object.put("apiVersion", "v1").put("kind", "Pod");

    assertThatThrownBy(() -> engine.checkTypes(pod, object, SchemaEngine.Reader.CONVERTER))
        .isInstanceOf(ApiException.class)
        .hasMessageEndingWith(why);
  }

  @Test
  void acceptsEveryFormOfQuantitiesAndPorts() {
    ObjectNode object =
        object(
            "{'spec':{'containers':[{'resources':{'limits':{'cpu':1,'memory':'1Gi'}},"
                + "'livenessProbe':{'httpGet':{'port':'http'}},"
                + "'readinessProbe':{'httpGet':{'port':80}}}]}}");

    engine.checkTypes(pod, object);
  }

  @Test
  void refusesBadBase64() {
    Schema secret = catalog.forKind(new GroupVersionKind("", "v1", "Secret")).orElseThrow();
    ObjectNode object = object("{'apiVersion':'v1','kind':'Secret','data':{'a':'YQ=!'}}");

    assertThatThrownBy(() -> engine.checkTypes(secret, object))
        .hasMessageContaining("illegal base64 data at input byte 3");
  }

  @Test
  void fillsInDefaultsInsideLists() {
    ObjectNode object =
        object("{'spec':{'containers':[{'name':'a','ports':[{'containerPort':80}]}]}}");

    engine.applyDefaults(pod, object);

    assertThat(object.at("/spec/containers/0/ports/0/protocol").asText()).isEqualTo("TCP");
  }

  @Test
  void timesHaveTheFractionOfTheirType() {
    Schema lease =
        catalog.forKind(new GroupVersionKind("coordination.k8s.io", "v1", "Lease")).orElseThrow();
    ObjectNode object =
        object(
            "{'metadata':{'creationTimestamp':'2026-01-02T03:04:05.678Z'},"
                + "'spec':{'renewTime':'2026-01-02T03:04:05.1Z'}}");

    engine.canonicalize(lease, object);

    assertThat(object)
        .isEqualTo(
            object(
                "{'metadata':{'creationTimestamp':'2026-01-02T03:04:05Z'},"
                    + "'spec':{'renewTime':'2026-01-02T03:04:05.100000Z'}}"));
  }

  @Test
  void rewritesValuesToTheirCanonicalForm() {
    ObjectNode object =
        object(
            "{'metadata':{'creationTimestamp':'2026-01-02T03:04:05+02:00'},'spec':{'containers':"
                + "[{'resources':{'limits':{'cpu':0.5,'memory':'1024Mi'}}}]}}");

    engine.canonicalize(pod, object);

    assertThat(object)
        .isEqualTo(
            object(
                "{'metadata':{'creationTimestamp':'2026-01-02T01:04:05Z'},'spec':{'containers':"
                    + "[{'resources':{'limits':{'cpu':'500m','memory':'1Gi'}}}]}}"));
  }
}
