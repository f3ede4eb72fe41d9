package io.binnacle.schema.generator;

import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the published Java models know: which fields an object has in JSON, which of them are
 * required, and their descriptions.
 */
final class Models {
  private static final String PACKAGE = "io.kubernetes.client.openapi.models.";

  /** One model class. Fields are by their name in JSON, in alphabetical order. */
  record Model(String description, Map<String, ModelField> fields, TreeSet<String> required) {
    /** The JSON name of a protobuf field: the two differ in the characters that only one allows. */
    Optional<String> jsonName(String protobufName) {
      if (fields.containsKey(protobufName)) {
        return Optional.of(protobufName);
      }
      String plain = plain(protobufName);
      return fields.keySet().stream().filter(name -> plain(name).equals(plain)).findFirst();
    }

    /** The description of a field, empty where it has none. */
    String fieldDescription(String name) {
      ModelField field = fields.get(name);
      return field == null ? "" : field.description();
    }

    boolean hasTypeMeta() {
      return fields.containsKey("kind") && fields.containsKey("apiVersion");
    }
  }

  /** One field of a model. */
  record ModelField(String description, Field javaField) {}

  private final Map<String, Optional<Model>> byClass = new HashMap<>();

  /**
   * The model of a type. Where types of several groups share a simple name, the class's name starts
   * with the group's.
   *
   * @param group the group's segment of the package, such as {@code core}
   */
  Optional<Model> find(String group, String version, String type, Collection<String> fieldNames) {
    String capitalVersion = capital(version);
    for (String name : List.of(capital(group) + capitalVersion + type, capitalVersion + type)) {
      Optional<Model> model = byClass.computeIfAbsent(name, this::load);
      if (model.isPresent() && fits(model.get(), fieldNames)) {
        return model;
      }
    }
    return Optional.empty();
  }

  /** The model of this class name, which must exist. */
  Model named(String simpleName) {
    return byClass
        .computeIfAbsent(simpleName, this::load)
        .orElseThrow(() -> new IllegalStateException("no model " + simpleName));
  }

  /** A class of the same name may belong to a type of another group. */
  private static boolean fits(Model model, Collection<String> fieldNames) {
    return fieldNames.stream().allMatch(name -> model.jsonName(name).isPresent());
  }

  private Optional<Model> load(String simpleName) {
    try {
      return Optional.of(read(Class.forName(PACKAGE + simpleName)));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Model read(Class<?> type) {
    Map<String, ModelField> fields = new LinkedHashMap<>();
    TreeSet<String> required = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        String name = jsonName(type, field);
        ApiModelProperty property = getterOf(type, field).getAnnotation(ApiModelProperty.class);
        fields.put(name, new ModelField(property == null ? "" : property.value().strip(), field));
        if (property != null && property.required()) {
          required.add(name);
        }
      }
    }
    ApiModel model = type.getAnnotation(ApiModel.class);
    return new Model(model == null ? "" : model.description().strip(), fields, required);
  }

  /** Each field has a constant beside it, which holds its name in JSON. */
  private static String jsonName(Class<?> type, Field field) {
    String constant = plain("SERIALIZED_NAME_" + field.getName());
    for (Field candidate : type.getFields()) {
      if (plain(candidate.getName()).equals(constant)) {
        try {
          return (String) candidate.get(null);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    throw new IllegalStateException("a model without the name of " + field);
  }

  private static Method getterOf(Class<?> type, Field field) {
    String getter = plain("get" + field.getName());
    return Stream.of(type.getMethods())
        .filter(method -> plain(method.getName()).equals(getter) && method.getParameterCount() == 0)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a model without the getter of " + field));
  }

  /** A name without what differs between protobuf, JSON and Java: case and punctuation. */
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    name.chars()
        .filter(Character::isLetterOrDigit)
        .forEach(c -> plain.append((char) Character.toLowerCase(c)));
    return plain.toString();
  }

  private static String capital(String name) {
    return name.isEmpty()
        ? name
        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
