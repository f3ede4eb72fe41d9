package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Deletion;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The revisions of an owner's template, kept as ControllerRevisions. The one with the highest
 * number is what the owner asks for now; going back to a former template gives its revision the
 * highest number.
 */
public final class ControllerHistory {
  private static final int DEFAULT_LIMIT = 10;

  private static final Comparator<ApiObject> BY_NUMBER =
      Comparator.comparingLong(ControllerHistory::number)
          .thenComparing(revision -> revision.metadata().path("creationTimestamp").asText())
          .thenComparing(ApiObject::name);

  /**
   * The newest revision.
   *
   * @param collisions how often a name was taken by another template so far
   */
  public record Latest(ApiObject revision, int collisions) {}

  private final ApiClient client;
  private final OwnerKind kind;
  private final Claims claims;
  private final String hashLabel;

  /**
   * @param revisions the informer of ControllerRevisions, not yet started
   * @param hashLabel the label of revisions that holds the hash
   */
  public ControllerHistory(
      ApiClient client, OwnerKind kind, SharedInformer revisions, String hashLabel) {
    this.client = client;
    this.kind = kind;
    this.claims = new Claims(client, kind, Resources.CONTROLLER_REVISIONS, revisions);
    this.hashLabel = hashLabel;
  }

  public static long number(ApiObject revision) {
    return revision.tree().path("revision").asLong();
  }

  /** The revisions of the owner, the newest last. */
  public List<ApiObject> revisions(ApiObject owner, LabelSelector selector) {
    return claims.claim(owner, selector).stream().sorted(BY_NUMBER).toList();
  }

  /** Sees to it that the owner's template has the newest revision. */
  public Latest latest(ApiObject owner, List<ApiObject> revisions) {
    int collisions = owner.tree().path("status").path("collisionCount").asInt();
    JsonNode data = data(owner);
    Optional<ApiObject> known =
        revisions.stream()
            .filter(revision -> hasData(revision, data))
            .reduce((older, newer) -> newer);
    if (known.isEmpty()) {
      return create(owner, data, next(revisions), collisions);
    }
    ApiObject revision = known.get();
    if (number(revision) == next(revisions) - 1) {
      return new Latest(revision, collisions);
    }
    ObjectNode tree = revision.copyTree();
    tree.put("revision", next(revisions));
    return new Latest(
        client.update(Resources.CONTROLLER_REVISIONS, owner.namespace(), tree), collisions);
  }

  private static long next(List<ApiObject> revisions) {
    return revisions.isEmpty() ? 1 : number(revisions.getLast()) + 1;
  }

  /** Templates that differ only in what is empty anyhow are the same. */
  private static boolean hasData(ApiObject revision, JsonNode data) {
    return PodTemplates.same(template(revision), data.path("spec").path("template"), "");
  }

  private static JsonNode template(ApiObject revision) {
    return revision.tree().path("data").path("spec").path("template");
  }

  /** The strategic merge patch that brings the template back. */
  private static JsonNode data(ApiObject owner) {
    ObjectNode template = PodTemplates.of(owner).deepCopy();
    template.put("$patch", "replace");
    ObjectNode data = Json.object();
    data.putObject("spec").set("template", template);
    return sorted(data);
  }

  /** Equal templates must have equal hashes, however their fields are ordered. */
  private static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = Json.mapper().createArrayNode();
      node.forEach(entry -> array.add(sorted(entry)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    Map<String, JsonNode> fields = new TreeMap<>();
    node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
    return Json.object().setAll(fields);
  }

  private Latest create(ApiObject owner, JsonNode data, long number, int collisionsSoFar) {
    int collisions = collisionsSoFar;
    while (true) {
      ObjectNode revision = revision(owner, data, collisions).put("revision", number);
      try {
        return new Latest(
            client.create(Resources.CONTROLLER_REVISIONS, owner.namespace(), revision), collisions);
      } catch (ApiException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
        String name = revision.path("metadata").path("name").asText();
        ApiObject there = client.get(Resources.CONTROLLER_REVISIONS, owner.namespace(), name);
        if (kind.owns(owner, there) && hasData(there, data)) {
          return new Latest(there, collisions);
        }
        collisions++;
      }
    }
  }

  private ObjectNode revision(ApiObject owner, JsonNode data, int collisions) {
    String hash =
        SafeHash.fnv1((Json.writeText(data) + collisions).getBytes(StandardCharsets.UTF_8));
    ObjectNode revision =
        Json.object().put("apiVersion", "apps/v1").put("kind", "ControllerRevision");
    ObjectNode metadata = revision.putObject("metadata");
    metadata.put("name", owner.name() + "-" + hash);
    ObjectNode labels = metadata.putObject("labels");
    Trees.textMap(PodTemplates.of(owner).path("metadata").path("labels")).forEach(labels::put);
    labels.put(hashLabel, hash);
    JsonNode annotations = owner.metadata().path("annotations");
    if (!annotations.isEmpty()) {
      metadata.set("annotations", annotations.deepCopy());
    }
    metadata.putArray("ownerReferences").add(kind.reference(owner));
    revision.set("data", data);
    return revision;
  }

  /**
   * Removes old revisions, the oldest first.
   *
   * @param old the newest last
   * @param isLive what is still needed, and stays
   * @param surplus how many are too many
   */
  public void trim(List<ApiObject> old, Predicate<ApiObject> isLive, int surplus) {
    old.stream()
        .filter(isLive.negate())
        .limit(Math.max(surplus, 0))
        .forEach(revision -> Deletion.ofOnly(revision, Resources.CONTROLLER_REVISIONS, client));
  }

  /** How many old revisions the owner keeps. */
  public static int limit(ApiObject owner) {
    return owner.tree().path("spec").path("revisionHistoryLimit").asInt(DEFAULT_LIMIT);
  }

  /** What the owner's template was at the revision. */
  public static JsonNode templateOf(ApiObject revision) {
    ObjectNode template = template(revision).deepCopy();
    template.remove("$patch");
    return template;
  }
}
