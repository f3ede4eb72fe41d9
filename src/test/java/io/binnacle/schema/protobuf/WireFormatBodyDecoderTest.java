package io.binnacle.schema.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.BodyDecoder;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apiextensions;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Coordination;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireFormatBodyDecoderTest {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private final BodyDecoder decoder =
      new WireFormatBodyDecoder(new ProtobufDecoder(new BuiltInSchemaCatalog()));

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A body as kubectl sends it, its object written in protobuf's text format. */
  private static byte[] body(String apiVersion, String kind, FileDescriptor file, String text)
      throws ParseException {
    byte[] raw = message(file.findMessageTypeByName(kind), text);
    byte[] unknown =
        message(
            Runtime.getDescriptor().findMessageTypeByName("Unknown"),
            "typeMeta { apiVersion: '"
                + apiVersion
                + "' kind: '"
                + kind
                + "' } raw: '"
                + TextFormat.escapeBytes(raw)
                + "'");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {'k', '8', 's', 0});
    bytes.writeBytes(unknown);
    return bytes.toByteArray();
  }

  private static byte[] message(Descriptor type, String text) throws ParseException {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    TextFormat.merge(text, builder);
    return builder.build().toByteArray();
  }

  private ObjectNode decoded(String apiVersion, String kind, FileDescriptor file, String text)
      throws ParseException {
    return decoder.decode(PROTOBUF, body(apiVersion, kind, file, text), kind);
  }

  private static ObjectNode object(String json) {
    return Json.readTrusted(json.replace('\'', '"'));
  }

  @Test
  void decodesPodsWithEmbeddedMessagesInline() throws ParseException {
    String pod =
        """
        metadata {
          name: 'p' generateName: '' generation: 0 creationTimestamp {}
          labels { key: 'a' value: 'b' } labels { key: 'empty' value: '' }
        }
        spec {
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 0
          hostNetwork: false
          volumes { name: 'v' volumeSource { emptyDir { medium: '' sizeLimit { string: '1Gi' } } } }
          containers {
            name: 'c' args: 'x' args: ''
            resources { limits { key: 'cpu' value { string: '100m' } } }
            livenessProbe {
              periodSeconds: 5
              handler { httpGet { port { type: 1 strVal: 'http' } } }
            }
          }
          securityContext { supplementalGroups: 7 }
        }
        status {}
        """;

    assertThat(decoded("v1", "Pod", V1.getDescriptor(), pod))
        .isEqualTo(
            object(
                "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','labels':{'a':'b','empty':''}},"
                    + "'spec':{'volumes':[{'name':'v','emptyDir':{'sizeLimit':'1Gi'}}],'containers':"
                    + "[{'name':'c','args':['x',''],'resources':{'limits':{'cpu':'100m'}},"
                    + "'livenessProbe':{'httpGet':{'port':'http'},'periodSeconds':5}}],"
                    + "'terminationGracePeriodSeconds':0,"
                    + "'automountServiceAccountToken':false,"
                    + "'securityContext':{'supplementalGroups':[7]}},'status':{}}"));
  }

  @Test
  void decodesBytesTimesOptionsAndWrappedLists() throws ParseException {
    assertThat(
            decoded(
                "v1",
                "Secret",
                V1.getDescriptor(),
                "immutable: false data { key: 'k' value: '\\001\\002\\003' } type: 'Opaque'"))
        .isEqualTo(
            object(
                "{'apiVersion':'v1','kind':'Secret','data':{'k':'AQID'},'type':'Opaque',"
                    + "'immutable':false}"));
    assertThat(
            decoded(
                "coordination.k8s.io/v1",
                "Lease",
                V1Coordination.getDescriptor(),
                "spec { renewTime { seconds: 1 nanos: 5000 } leaseTransitions: 0 }"))
        .isEqualTo(
            object(
                "{'apiVersion':'coordination.k8s.io/v1','kind':'Lease',"
                    + "'spec':{'renewTime':'1970-01-01T00:00:01.000005Z','leaseTransitions':0}}"));
    assertThat(
            decoded(
                "policy/v1",
                "DeleteOptions",
                Meta.getDescriptor(),
                "gracePeriodSeconds: 0 propagationPolicy: 'Foreground' preconditions { uid: 'u' }"))
        .isEqualTo(
            object(
                "{'apiVersion':'policy/v1','kind':'DeleteOptions','gracePeriodSeconds':0,"
                    + "'preconditions':{'uid':'u'},'propagationPolicy':'Foreground'}"));
    assertThat(
            decoded(
                "authorization.k8s.io/v1",
                "SubjectAccessReview",
                V1Authorization.getDescriptor(),
                "spec { user: 'u' extra { key: 'scopes' value { items: 'x' items: 'y' } } }"))
        .isEqualTo(
            object(
                "{'apiVersion':'authorization.k8s.io/v1','kind':'SubjectAccessReview',"
                    + "'spec':{'user':'u','extra':{'scopes':['x','y']}}}"));
  }

  @Test
  void decodesSchemasOfCustomResources() throws ParseException {
    String definition =
        """
        spec { versions { name: 'v1' schema { openAPIV3Schema {
          type: 'object' xKubernetesPreserveUnknownFields: true
          default { raw: '{"a":[1]}' }
          additionalProperties { allows: true }
          properties { key: 'x' value { items { schema { type: 'string' } } } }
        } } } }
        """;

    assertThat(
            decoded(
                    "apiextensions.k8s.io/v1",
                    "CustomResourceDefinition",
                    V1Apiextensions.getDescriptor(),
                    definition)
                .at("/spec/versions/0/schema/openAPIV3Schema"))
        .isEqualTo(
            object(
                "{'type':'object','default':{'a':[1]},'additionalProperties':true,"
                    + "'properties':{'x':{'items':{'type':'string'}}},"
                    + "'x-kubernetes-preserve-unknown-fields':true}"));
  }

  @Test
  void refusesKindsItDoesNotKnowAndBytesThatAreNone() {
    assertThatThrownBy(() ->
            decoder.decode(PROTOBUF, body("example.com/v1", "Pod", V1.getDescriptor(), ""), "Pod"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("no kind \"Pod\" is registered for version \"example.com/v1\"");
    assertThatThrownBy(() -> decoder.decode(PROTOBUF, new byte[] {'k', '8', 's', 0, 9, 9}, "Pod"))
        .isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> decoder.decode(PROTOBUF, utf8("{}"), "Pod"))
        .hasMessageContaining("does not appear to be a protobuf message");
  }

  @Test
  void decodesYaml() {
    String yaml =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: &meta
          name: a
          labels: {on: yes, port: "0644", mode: 0644}
        copy: *meta
        data:
          time: 2026-01-01T00:00:00Z
          text: |
            two
            lines
        """;

    assertThat(decoder.decode("application/yaml; charset=utf-8", utf8(yaml), "ConfigMap"))
        .isEqualTo(
            object(
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','labels':"
                    + "{'on':true,'port':'0644','mode':420}},'copy':{'name':'a','labels':"
                    + "{'on':true,'port':'0644','mode':420}},"
                    + "'data':{'time':'2026-01-01T00:00:00Z','text':'two\\nlines\\n'}}"));
  }

  @Test
  void findsDuplicateFields() {
    assertThat(
            decoder.duplicateFields(
                "",
                utf8("{\"metadata\":{\"name\":\"a\",\"x\":[{\"y\":1,\"y\":2}],\"name\":\"b\"}}")))
        .containsExactly(
            "duplicate field \"metadata.x[0].y\"", "duplicate field \"metadata.name\"");
    assertThat(decoder.duplicateFields("application/yaml", utf8("a: 1\nb: 2\na: 3\n")))
        .containsExactly("yaml: unmarshal errors:\n  line 3: key \"a\" already set in map");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/json|{\"a\":|400|unexpected end of JSON input ({\"a\":)",
        "application/json||400|(<empty>)",
        "application/json|[1]|400|json: cannot unmarshal array into Go value",
        "application/json|{} x|400|(must of type)",
        "application/yaml|a: [|400|yaml: did not find expected node content",
        "application/yaml|a: b: c|400|yaml: mapping values are not allowed in this context",
        "text/plain|{}|415|accepted media types include: application/json, application/yaml",
      })
  void refusesMalformedBodies(String contentType, String body, int code, String why) {
    assertThatThrownBy(() -> decoder.decode(contentType, utf8(body == null ? "" : body), "Pod"))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(code))
        .hasMessageContaining(why.equals("(must of type)") ? "must be of type Pod" : why);
  }
}
