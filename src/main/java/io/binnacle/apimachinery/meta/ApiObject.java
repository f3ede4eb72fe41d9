package io.binnacle.apimachinery.meta;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of an API object: a JSON tree with the accessors that every kind shares, and typed
 * views of it that are made once.
 *
 * <p>An instance is shared by all readers in the process. Neither the tree nor a typed view may be
 * changed; who wants to change something takes {@link #copyTree()}. Safe for any thread under that
 * rule.
 */
public final class ApiObject {
  private static final String METADATA = "metadata";
  private static final Set<String> TYPE = Set.of("apiVersion", "kind");
  private static final Set<String> BULKY = Set.of("annotations", "labels", "managedFields");

  private final ObjectNode tree;
  private final Map<Class<?>, Object> views = new ConcurrentHashMap<>(2);

  /** Selectors ask every object for them again and again; made twice they are the same. */
  private volatile @Nullable Map<String, String> labels;

  private ApiObject(ObjectNode tree) {
    this.tree = tree;
  }

  /** Takes the tree over: the caller must not change it any more. */
  public static ApiObject of(ObjectNode tree) {
    return new ApiObject(tree);
  }

  /**
   * The object's kind and metadata alone, without annotations, labels and managed fields: who keeps
   * many objects for who owns what keeps a fraction of their size.
   */
  public ApiObject metadataOnly() {
    ObjectNode reduced = Json.object();
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (field.getKey().equals(METADATA)) {
        ObjectNode metadata = reduced.putObject(METADATA);
        for (Map.Entry<String, JsonNode> part : field.getValue().properties()) {
          if (!BULKY.contains(part.getKey())) {
            metadata.set(part.getKey(), part.getValue());
          }
        }
      } else if (TYPE.contains(field.getKey())) {
        reduced.set(field.getKey(), field.getValue());
      }
    }
    return new ApiObject(reduced);
  }

  /**
   * The same of an object that is encoded as JSON by this program, without parsing the rest.
   *
   * @throws UncheckedIOException when it is no JSON
   */
  public static ApiObject metadataOnly(byte[] encoded) {
    ObjectNode reduced = Json.object();
    try (JsonParser json = Json.mapper().createParser(encoded)) {
      json.nextToken();
      while (reduced.size() <= TYPE.size() && json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals(METADATA)) {
          readMetadata(json, reduced.putObject(METADATA));
        } else if (TYPE.contains(field)) {
          reduced.put(field, json.getText());
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ApiObject(reduced);
  }

  private static void readMetadata(JsonParser json, ObjectNode metadata) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (BULKY.contains(field)) {
        json.skipChildren();
      } else {
        metadata.set(field, Json.readValue(json));
      }
    }
  }

  /** The tree itself, to read only. */
  public ObjectNode tree() {
    return tree;
  }

  /** A deep copy that the caller may change. */
  public ObjectNode copyTree() {
    return tree.deepCopy();
  }

  /**
   * The object as a model class, parsed once for each class and shared: to read only.
   *
   * @throws IllegalArgumentException when the tree does not fit the class
   */
  public <T> T as(Class<T> model) {
    return model.cast(views.computeIfAbsent(model, type -> Json.treeToValue(tree, type)));
  }

  /**
   * One field of the object as a model class, parsed once for each class and shared, to read only:
   * where a class stands for one field only, this spares reading all others.
   *
   * @throws IllegalArgumentException when there is no such field, or its tree does not fit the
   *     class
   */
  public <T> T as(String field, Class<T> model) {
    if (!tree.hasNonNull(field)) {
      throw new IllegalArgumentException("the object has no " + field);
    }
    return model.cast(
        views.computeIfAbsent(model, type -> Json.treeToValue(tree.path(field), type)));
  }

  public String apiVersion() {
    return tree.path("apiVersion").asText();
  }

  public String kind() {
    return tree.path("kind").asText();
  }

  public JsonNode metadata() {
    return tree.path(METADATA);
  }

  public String name() {
    return metadata().path("name").asText();
  }

  /** The namespace, empty for a cluster-scoped object. */
  public String namespace() {
    return metadata().path("namespace").asText();
  }

  public String uid() {
    return metadata().path("uid").asText();
  }

  public String resourceVersion() {
    return metadata().path("resourceVersion").asText();
  }

  public long generation() {
    return metadata().path("generation").asLong();
  }

  public ObjectKey key() {
    return new ObjectKey(namespace(), name());
  }

  public Map<String, String> labels() {
    Map<String, String> known = labels;
    if (known == null) {
      known = Collections.unmodifiableMap(strings(metadata().path("labels")));
      labels = known;
    }
    return known;
  }

  public Map<String, String> annotations() {
    return strings(metadata().path("annotations"));
  }

  public List<String> finalizers() {
    List<String> finalizers = new ArrayList<>();
    metadata().path("finalizers").forEach(finalizer -> finalizers.add(finalizer.asText()));
    return finalizers;
  }

  public Optional<Instant> creationTimestamp() {
    return instant("creationTimestamp");
  }

  public Optional<Instant> deletionTimestamp() {
    return instant("deletionTimestamp");
  }

  public boolean isBeingDeleted() {
    return metadata().hasNonNull("deletionTimestamp");
  }

  public List<OwnerReference> ownerReferences() {
    List<OwnerReference> owners = new ArrayList<>();
    for (JsonNode owner : metadata().path("ownerReferences")) {
      owners.add(
          new OwnerReference(
              owner.path("apiVersion").asText(),
              owner.path("kind").asText(),
              owner.path("name").asText(),
              owner.path("uid").asText(),
              owner.path("controller").asBoolean(),
              owner.path("blockOwnerDeletion").asBoolean()));
    }
    return owners;
  }

  /** The owner that manages this object, of which there is at most one. */
  public Optional<OwnerReference> controllerOwner() {
    return ownerReferences().stream().filter(OwnerReference::controller).findFirst();
  }

  private Optional<Instant> instant(String field) {
    JsonNode value = metadata().path(field);
    return value.isTextual() ? Optional.of(Instant.parse(value.asText())) : Optional.empty();
  }

  private static Map<String, String> strings(JsonNode node) {
    if (!node.isObject() || node.isEmpty()) {
      return Map.of();
    }
    Map<String, String> strings = LinkedHashMap.newLinkedHashMap(node.size());
    node.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
    return strings;
  }

  /** Kind, key and version; never the content, which may be secret. */
  @Override
  public String toString() {
    return kind() + " " + key() + "@" + resourceVersion();
  }
}
