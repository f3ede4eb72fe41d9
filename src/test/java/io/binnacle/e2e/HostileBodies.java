package io.binnacle.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.schema.catalogue.CatalogueType;
import io.binnacle.schema.protobuf.ProtobufEncoder;
import io.binnacle.schema.protobuf.RandomObjects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/**
 * Makes bodies of requests: objects of any kind that nobody would send, in any encoding, whole or
 * broken; and such as are malformed or hostile from the start. The same seed makes the same bodies.
 */
final class HostileBodies {
  /** A body, and the headers that go with it; what they say of it need not be true. */
  record Body(byte[] bytes, List<String> headers) {}

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final String JSON_PATCH = "application/json-patch+json";
  private static final String APPLY = "application/apply-patch+yaml";
  private static final List<String> MERGE_PATCHES =
      List.of(
          "application/merge-patch+json", "application/strategic-merge-patch+json", JSON, APPLY);
  private static final List<String> ENCODINGS =
      List.of("gzip", "deflate", "br", "gzip, gzip", "identity", "x");
  private static final List<String> MEDIA_TYPES =
      List.of(
          JSON,
          YAML,
          PROTOBUF,
          "application/cbor",
          "application/json;q=x",
          ";;;/",
          "a/b/c",
          "\"",
          "application/json; charset=\"",
          "application/json;charset=nope",
          "multipart/form-data",
          "application/x-www-form-urlencoded",
          JSON_PATCH,
          MERGE_PATCHES.get(0),
          MERGE_PATCHES.get(1),
          APPLY,
          "x".repeat(3000));

  /** Texts of which objects are made, so that many pass the first checks. */
  private static final List<String> WORDS =
      List.of(
          "a",
          "b.example.com",
          "a=b",
          "v1",
          "80",
          "100%",
          "-1",
          "1Gi",
          "1e999999",
          "9999999999999999999E",
          "http",
          "TCP",
          "SCTP",
          "Always",
          "Never",
          "Exists",
          "In",
          "None",
          "ClusterIP",
          "ExternalName",
          "RollingUpdate",
          "IPv4",
          "10.0.0.1",
          "10.0.0.0/24",
          "fd00::/129",
          "/etc/../x",
          "..",
          "*",
          "ConfigMap",
          "kubernetes.io/hostname",
          "2026-01-01T00:00:00Z",
          "0 0 31 2 *",
          "TZ=Nowhere * * * * *",
          "(a+)+$",
          "self.a.matches('(a+)+$')",
          "object.metadata.name == 'a'",
          "((((((((((((((((((((((((a",
          "[1,2].map(x, [x,x].map(y, self)) == oldSelf",
          "{.spec[?(@.a==\"b\")]..x",
          "{{.a}}",
          "$(A)$$(B",
          "https://a/%zz",
          "a\u0000b",
          "l".repeat(300));

  private static final List<String> TEMPLATES =
      List.of(
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}",
          "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":"
              + "[{\"name\":\"c\",\"image\":\"i\",\"ports\":[{\"containerPort\":80}],\"resources\":"
              + "{\"limits\":{\"cpu\":\"1\"}}}]}}",
          "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\",\"metadata\":"
              + "{\"name\":\"as.x.example.com\"},\"spec\":{\"group\":\"x.example.com\",\"scope\":\"Namespaced\","
              + "\"names\":{\"plural\":\"as\",\"kind\":\"A\"},\"versions\":[{\"name\":\"v1\",\"served\":true,"
              + "\"storage\":true,\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\",\"properties\":{\"spec\":"
              + "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"x-kubernetes-validations\":[{\"rule\":"
              + "\"self.all(x, self.all(y, self.all(z, x + y != z)))\"}]}}}}}]}}",
          "{\"spec\":{\"size\":3,\"color\":\"c\"},\"status\":{\"phase\":\"p\"}}",
          "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0}",
          "[{\"op\":\"add\",\"path\":\"/data/x\",\"value\":\"1\"},{\"op\":\"remove\",\"path\":\"/data\"}]",
          "{\"metadata\":{\"labels\":{\"a\":null}},\"$patch\":\"replace\"}",
          "apiVersion: v1\nkind: ConfigMap\nmetadata: &m {name: a}\ndata: {x: *m}\n",
          "k8s\u0000\n\u000f\n\u0002v1\u0012\tConfigMap\u0012\u0004\n\u0002\n\u0000");
  private static final List<String> FRAGMENTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          "\\u",
          "\\ud800",
          "\u0000",
          ":",
          ",",
          "null",
          "true",
          "-",
          "1e999999",
          "-1e-999999",
          "9".repeat(400),
          "0x",
          "\u2028",
          "<<: *a",
          "&a",
          "!!java.net.URL",
          "\"kind\":\"Pod\",",
          "\"metadata\":[],",
          "\"name\":{},",
          "\"finalizers\":[1],",
          "\"ownerReferences\":[{\"uid\":\"u\"}],",
          "\"creationTimestamp\":\"x\",",
          "\"$patch\":\"delete\",",
          "\"$setElementOrder/containers\":[{\"name\":\"c\"}],",
          "\"$retainKeys\":[\"a\"],");

  private static final BuiltInSchemaCatalog CATALOG = new BuiltInSchemaCatalog();
  private static final ProtobufEncoder ENCODER = new ProtobufEncoder(CATALOG);
  private static final YAMLMapper YAML_WRITER = new YAMLMapper();

  private final RandomGenerator random;
  private final RandomObjects objects;
  private final String namespace;

  HostileBodies(RandomGenerator random, String namespace) {
    this.random = random;
    this.objects = new RandomObjects(random, WORDS);
    this.namespace = namespace;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /**
   * The next one.
   *
   * @param kind what the path wants
   * @param patch whether the request is a PATCH
   */
  Body next(Optional<GroupVersionKind> kind, boolean patch) {
    Optional<CatalogueType> type = kind.flatMap(CATALOG::typeOf);
    return switch (random.nextInt(12)) {
      case 0 -> of(nested());
      case 1 -> of(noise());
      case 2 -> bomb();
      case 3, 4, 5 -> of(mutated(any(TEMPLATES).getBytes(StandardCharsets.UTF_8)));
      default ->
          type.isEmpty()
              ? of(any(TEMPLATES).getBytes(StandardCharsets.UTF_8))
              : broken(patch ? patch(kind, type) : object(kind, type));
    };
  }

  private Body of(byte[] bytes) {
    return typed(bytes, any(MEDIA_TYPES));
  }

  private static Body typed(byte[] bytes, String mediaType) {
    return new Body(bytes, List.of("Content-Type: " + mediaType));
  }

  /** Mostly as it is; else mutated, or called something else than it is. */
  private Body broken(Body whole) {
    return switch (random.nextInt(6)) {
      case 0 -> new Body(mutated(whole.bytes()), whole.headers());
      case 1 -> of(whole.bytes());
      default -> whole;
    };
  }

  private ObjectNode tree(Optional<GroupVersionKind> kind, Optional<CatalogueType> type) {
    ObjectNode object = Json.object();
    object.put("apiVersion", kind.orElseThrow().apiVersion());
    object.put("kind", kind.orElseThrow().kind());
    objects.fill(object, type.orElseThrow(), 0);
    if (object.path("metadata") instanceof ObjectNode metadata && random.nextInt(8) > 0) {
      // What is refused for its name is looked at no further.
      metadata.put("name", "a").put("namespace", namespace);
      metadata.remove(List.of("uid", "resourceVersion", "managedFields", "ownerReferences"));
    }
    return object;
  }

  private Body object(Optional<GroupVersionKind> kind, Optional<CatalogueType> type) {
    ObjectNode object = tree(kind, type);
    return switch (random.nextInt(4)) {
      case 0 -> typed(ENCODER.encode(object), PROTOBUF);
      case 1 -> typed(yaml(object), YAML);
      default -> typed(Json.write(object), JSON);
    };
  }

  private Body patch(Optional<GroupVersionKind> kind, Optional<CatalogueType> type) {
    ObjectNode object = tree(kind, type);
    if (random.nextInt(3) == 0) {
      return typed(Json.write(operations(object)), JSON_PATCH);
    }
    String mediaType = any(MERGE_PATCHES);
    return typed(mediaType.equals(APPLY) ? yaml(object) : Json.write(object), mediaType);
  }

  private ArrayNode operations(ObjectNode object) {
    ArrayNode operations = Json.mapper().createArrayNode();
    object
        .properties()
        .forEach(field -> {
          ObjectNode operation = operations.addObject();
          operation.put(
              "op", any(List.of("add", "replace", "test", "remove", "move", "copy", "x")));
          operation.put("path", "/" + field.getKey() + any(List.of("", "/-", "/a", "/0", "/~2")));
          operation.put("from", any(List.of("/metadata", "/spec/a", "", "/")));
          operation.set("value", field.getValue());
        });
    return operations;
  }

  private static byte[] yaml(ObjectNode object) {
    try {
      return YAML_WRITER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(2000)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] nested() {
    String unit = any(List.of("[", "{\"a\":", "{\"metadata\":", "- ", "[[],"));
    return unit.repeat(1 + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 2000))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What grows when it is unpacked, read or merely looked at. */
  private Body bomb() {
    return switch (random.nextInt(4)) {
      case 0 -> {
        byte[] packed = packed(new byte[1 << (10 + random.nextInt(16))]);
        yield new Body(packed, List.of("Content-Type: " + JSON, encoding()));
      }
      case 1 -> {
        byte[] cut = packed(any(TEMPLATES).getBytes(StandardCharsets.UTF_8));
        yield new Body(
            java.util.Arrays.copyOf(cut, random.nextInt(cut.length)),
            List.of("Content-Type: " + JSON, encoding()));
      }
      case 2 -> {
        StringBuilder aliases = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int level = 1; level < 10; level++) {
          aliases.append(
              "a%d: &a%d [%s]\n".formatted(level, level, ("*a" + (level - 1) + ",").repeat(9)));
        }
        yield typed(aliases.toString().getBytes(StandardCharsets.UTF_8), any(List.of(YAML, APPLY)));
      }
      default -> {
        StringBuilder fields = new StringBuilder("{\"kind\":\"ConfigMap\"");
        for (int field = 0; field < 20_000; field++) {
          fields.append(",\"f").append(field % 19_000).append("\":").append(field);
        }
        yield typed(fields.append('}').toString().getBytes(StandardCharsets.UTF_8), JSON);
      }
    };
  }

  private String encoding() {
    return "Content-Encoding: " + any(ENCODINGS);
  }

  private static byte[] packed(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private byte[] mutated(byte[] good) {
    byte[] body = good;
    for (int count = random.nextInt(4); count > 0; count--) {
      int at = random.nextInt(body.length + 1);
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      changed.write(body, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> changed.write(random.nextInt(256));
        case 1 -> changed.writeBytes(any(FRAGMENTS).getBytes(StandardCharsets.UTF_8));
        case 2 -> at = Math.min(body.length, at + random.nextInt(8));
        default -> {
          changed.write(random.nextInt(256));
          at = Math.min(body.length, at + 1);
        }
      }
      changed.write(body, at, body.length - at);
      body = changed.toByteArray();
    }
    return body;
  }
}
