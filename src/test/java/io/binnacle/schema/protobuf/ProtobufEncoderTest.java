package io.binnacle.schema.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtobufEncoderTest {
  private static final BuiltInSchemaCatalog CATALOG = new BuiltInSchemaCatalog();
  private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

  private final ProtobufEncoder encoder = new ProtobufEncoder(CATALOG);
  private final ProtobufDecoder decoder = new ProtobufDecoder(CATALOG);

  static Stream<GroupVersionKind> kinds() {
    return CATALOG.kinds().stream().filter(kind -> !kind.kind().endsWith("List"));
  }

  private static ObjectNode random(GroupVersionKind kind, long seed) {
    ObjectNode object = Json.object();
    object.put("apiVersion", kind.apiVersion());
    object.put("kind", kind.kind());
    new RandomObjects(new Random(seed)).fill(object, CATALOG.typeOf(kind).orElseThrow(), 0);
    return object;
  }

  private static DynamicMessage parse(Descriptor type, byte[] bytes)
      throws InvalidProtocolBufferException {
    return DynamicMessage.parseFrom(type, bytes);
  }

  private static byte[] raw(byte[] envelope) throws InvalidProtocolBufferException {
    byte[] unknown = java.util.Arrays.copyOfRange(envelope, 4, envelope.length);
    Descriptor type = Runtime.getDescriptor().findMessageTypeByName("Unknown");
    DynamicMessage message = parse(type, unknown);
    return ((com.google.protobuf.ByteString) message.getField(type.findFieldByName("raw")))
        .toByteArray();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatTheDecoderReadsIsWhatWasEncoded(GroupVersionKind kind) throws IOException {
    for (long seed = 1; seed <= 20; seed++) {
      ObjectNode object = random(kind, seed);

      assertThat(decoder.decode(encoder.encode(object)))
          .as("%s with seed %s", kind, seed)
          .isEqualTo(object);
    }
  }

  @Test
  void thePublishedDescriptorsKnowEveryFieldOfAPod() throws IOException {
    Descriptor type = V1.getDescriptor().findMessageTypeByName("Pod");
    for (long seed = 1; seed <= 50; seed++) {
      DynamicMessage pod = parse(type, raw(encoder.encode(POD, random(POD, seed))));

      assertThat(pod.getUnknownFields().asMap()).isEmpty();
      assertThat(pod.isInitialized()).isTrue();
    }
  }

  @Test
  void listsCarryTheirItemsWithoutTheirKinds() throws IOException {
    ObjectNode metadata = Json.object().put("resourceVersion", "7").put("continue", "next");
    List<ObjectNode> pods = List.of(random(POD, 1), random(POD, 2));

    ObjectNode list =
        decoder.decode(
            encoder.encodeList(new GroupVersionKind("", "v1", "PodList"), metadata, pods));

    assertThat(list.path("kind").asText()).isEqualTo("PodList");
    assertThat(list.path("metadata")).isEqualTo(metadata);
    for (int i = 0; i < pods.size(); i++) {
      ObjectNode expected = pods.get(i).deepCopy();
      expected.remove(List.of("apiVersion", "kind"));
      assertThat(list.path("items").get(i)).isEqualTo(expected);
    }
  }

  @Test
  void eventsHoldAnObjectInItsEnvelope() throws IOException {
    ObjectNode pod = random(POD, 3);
    Descriptor type = Meta.getDescriptor().findMessageTypeByName("WatchEvent");

    DynamicMessage event = parse(type, encoder.encodeEvent("ADDED", encoder.encode(pod)));

    assertThat(event.getField(type.findFieldByName("type"))).isEqualTo("ADDED");
    DynamicMessage extension = (DynamicMessage) event.getField(type.findFieldByName("object"));
    byte[] object =
        ((com.google.protobuf.ByteString)
                extension.getField(extension.getDescriptorForType().findFieldByName("raw")))
            .toByteArray();
    assertThat(decoder.decode(object)).isEqualTo(pod);
  }

  @Test
  void partialMetadataIsOfTheMetaGroup() throws IOException {
    JsonNode metadata = random(POD, 4).path("metadata");
    Descriptor type = Meta.getDescriptor().findMessageTypeByName("PartialObjectMetadataList");

    byte[] list =
        encoder.encodePartialList(
            "v1", Json.object().put("resourceVersion", "9"), List.of(metadata, metadata));

    DynamicMessage message = parse(type, raw(list));
    assertThat(message.getRepeatedFieldCount(type.findFieldByName("items"))).isEqualTo(2);
    assertThat(message.getUnknownFields().asMap()).isEmpty();
    assertThat(new String(list, java.nio.charset.StandardCharsets.UTF_8))
        .contains("meta.k8s.io/v1", "PartialObjectMetadataList");
    assertThat(encoder.encodePartial("v1beta1", metadata)).startsWith('k', '8', 's', 0);
  }

  @Test
  void durationsReadWhatTheyWrite() {
    for (long nanos : new long[] {0, 1, 1_500, 2_000_000, 90_000_000_000L, -3_723_500_000_000L}) {
      assertThat(GoDuration.nanos(GoDuration.text(nanos))).isEqualTo(nanos);
    }
  }

  @Test
  void customKindsHaveNoProtobufForm() {
    assertThat(encoder.knows(new GroupVersionKind("example.com", "v1", "Widget"))).isFalse();
  }
}
