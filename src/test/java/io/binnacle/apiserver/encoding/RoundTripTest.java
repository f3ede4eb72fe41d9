package io.binnacle.apiserver.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.YamlDocument;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.schema.protobuf.ProtobufDecoder;
import io.binnacle.schema.protobuf.ProtobufEncoder;
import io.binnacle.schema.protobuf.RandomObjects;
import java.io.IOException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random objects of every kind mean the same in every encoding. {@code
 * -Dbinnacle.roundtrip.objects} says how many of each kind, {@code -Dbinnacle.roundtrip.seed} which.
 */
class RoundTripTest {
  private static final int OBJECTS = Integer.getInteger("binnacle.roundtrip.objects", 10);
  private static final long SEED = Long.getLong("binnacle.roundtrip.seed", 36);
  private static final BuiltInSchemaCatalog CATALOG = new BuiltInSchemaCatalog();

  private final ProtobufEncoder encoder = new ProtobufEncoder(CATALOG);
  private final ProtobufDecoder decoder = new ProtobufDecoder(CATALOG);

  static Stream<GroupVersionKind> kinds() {
    return CATALOG.kinds().stream().filter(kind -> !kind.kind().endsWith("List"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyEncodingSaysTheSame(GroupVersionKind kind) throws IOException {
    Random random = new Random(SEED);
    for (int made = 0; made < OBJECTS; made++) {
      ObjectNode object = Json.object();
      object.put("apiVersion", kind.apiVersion());
      object.put("kind", kind.kind());
      new RandomObjects(random).fill(object, CATALOG.typeOf(kind).orElseThrow(), 0);

      JsonNode fromJson = Json.read(Json.write(object));
      JsonNode fromYaml = YamlDocument.read(YamlWriter.write(fromJson)).tree();
      ObjectNode fromProtobuf = decoder.decode(encoder.encode(fromYaml));

      assertThat(Json.write(fromJson)).as("%s as JSON", kind).isEqualTo(Json.write(object));
      assertThat(fromYaml).as("%s as YAML", kind).isEqualTo(fromJson);
      assertThat(fromProtobuf).as("%s as protobuf", kind).isEqualTo(object);
    }
  }
}
