package io.binnacle.schema.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.generator.Models.Model;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Types that are published as Java models alone, such as those of the aggregation layer. Without a
 * message there are no field numbers (they cannot be sent as protobuf) and no comments.
 */
final class ModelOnlyTypes {
  private static final Map<Class<?>, String> SCALARS =
      Map.of(
          String.class, "string",
          Integer.class, "int32",
          Long.class, "int64",
          Boolean.class, "bool",
          byte[].class, "bytes",
          OffsetDateTime.class, "io.k8s.apimachinery.pkg.apis.meta.v1.Time");

  /** Takes one type. */
  interface Consumer {
    void accept(String component, ObjectNode type, ObjectNode descriptions);
  }

  private final Models models;
  private final JsonNode components;
  private final Map<String, String> componentsByClass = new HashMap<>();

  /**
   * @param components the components, each with the simple name of its model class, and with the
   *     markers of its fields
   */
  ModelOnlyTypes(Models models, JsonNode components) {
    this.models = models;
    this.components = components;
    components
        .properties()
        .forEach(e -> componentsByClass.put(e.getValue().path("model").asText(), e.getKey()));
    String meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    componentsByClass.put("V1ObjectMeta", meta + "ObjectMeta");
    componentsByClass.put("V1ListMeta", meta + "ListMeta");
  }

  void forEach(Consumer consumer) {
    components
        .properties()
        .forEach(entry -> {
          Model model = models.named(entry.getValue().path("model").asText());
          ObjectNode prose = Json.object().put("", model.description());
          consumer.accept(
              entry.getKey(), type(model, entry.getValue().path("fields"), prose), prose);
        });
  }

  private ObjectNode type(Model model, JsonNode markers, ObjectNode prose) {
    ObjectNode type = Json.object();
    if (model.hasTypeMeta()) {
      type.put("kind", true);
    }
    if (!model.required().isEmpty()) {
      ArrayNode required = type.putArray("required");
      model.required().forEach(required::add);
    }
    ArrayNode fields = type.putArray("fields");
    model
        .fields()
        .forEach((name, field) -> {
          ObjectNode entry = fields.addObject();
          entry.put("name", name);
          entry.put("type", expression(field.javaField().getGenericType()));
          markers.path(name).properties().forEach(m -> entry.set(m.getKey(), m.getValue()));
          prose.put(name, field.description());
        });
    return type;
  }

  private String expression(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type last = List.of(generic.getActualTypeArguments()).getLast();
      return (generic.getRawType() == List.class ? "[]" : "{}") + expression(last);
    }
    Class<?> plain = (Class<?>) type;
    String name = SCALARS.getOrDefault(plain, componentsByClass.get(plain.getSimpleName()));
    if (name == null) {
      throw new IllegalStateException("a model field of an unknown type: " + type);
    }
    return name;
  }
}
