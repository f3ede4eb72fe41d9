package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The metadata that the server owns: what is set at creation and kept by updates. */
final class ObjectMetadata {
  static final String RESOURCE_VERSION = "resourceVersion";
  static final String DELETION_TIMESTAMP = "deletionTimestamp";
  static final String GRACE_PERIOD = "deletionGracePeriodSeconds";
  static final String FINALIZERS = "finalizers";
  private static final String GENERATION = "generation";

  private ObjectMetadata() {}

  static ObjectNode of(ObjectNode object) {
    return Trees.child(object, "metadata");
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Sets what the server decides at creation.
   *
   * @throws ApiException when the client set a resourceVersion
   */
  static void prepareForCreate(
      ObjectNode object, ResourceStrategy strategy, String uid, Instant now) {
    ObjectNode metadata = of(object);
    dropResourceVersion(metadata);
    metadata.remove(List.of("selfLink", DELETION_TIMESTAMP, GRACE_PERIOD, "clusterName"));
    metadata.put("uid", uid);
    metadata.put("creationTimestamp", time(now));
    if (strategy.hasGeneration()) {
      metadata.put(GENERATION, 1);
    }
  }

  private static void dropResourceVersion(ObjectNode metadata) {
    String version = metadata.path(RESOURCE_VERSION).asText();
    if (!version.isEmpty() && !version.equals("0")) {
      throw ApiException.unclassified("resourceVersion should not be set on objects to be created");
    }
    metadata.remove(RESOURCE_VERSION);
  }

  /**
   * Puts back what an update must not change. What a client may not change but tried to, validation
   * tells; what it left out is filled in.
   */
  static void prepareForUpdate(ObjectNode object, ApiObject old) {
    ObjectNode metadata = of(object);
    JsonNode before = old.metadata();
    metadata.remove(List.of("selfLink", "clusterName"));
    if (metadata.path("uid").asText().isEmpty()) {
      Trees.setOrRemove(metadata, "uid", before.get("uid"));
    }
    Trees.setOrRemove(metadata, "creationTimestamp", before.get("creationTimestamp"));
    Trees.setOrRemove(metadata, GENERATION, before.get(GENERATION));
    if (before.hasNonNull(DELETION_TIMESTAMP)) {
      metadata.set(DELETION_TIMESTAMP, before.get(DELETION_TIMESTAMP));
    }
    if (before.hasNonNull(GRACE_PERIOD) && !metadata.hasNonNull(GRACE_PERIOD)) {
      metadata.set(GRACE_PERIOD, before.get(GRACE_PERIOD));
    }
    metadata.put(RESOURCE_VERSION, old.resourceVersion());
  }

  /**
   * Raises the generation when anything but metadata and status changed; the status of a custom
   * resource counts where it has no path of its own.
   */
  static void raiseGenerationIfChanged(
      ResourceDefinition definition, ObjectNode object, ApiObject old) {
    boolean statusCounts = definition.isCustom() && !definition.hasStatus();
    if (!sameButMetadataAndStatus(object, old.tree())
        || (statusCounts && !Trees.same(object.get("status"), old.tree().get("status")))) {
      of(object).put(GENERATION, old.generation() + 1);
    }
  }

  private static boolean sameButMetadataAndStatus(ObjectNode a, ObjectNode b) {
    return containsAll(a, b) && containsAll(b, a);
  }

  private static boolean containsAll(ObjectNode a, ObjectNode b) {
    for (var field : b.properties()) {
      String name = field.getKey();
      if (!name.equals("metadata")
          && !name.equals("status")
          && !Trees.same(a.get(name), field.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Asks for the deletion of an object that finalizers or a grace period keep. */
  static void markDeleted(ObjectNode object, Instant now, long gracePeriodSeconds) {
    ObjectNode metadata = of(object);
    boolean first = !metadata.hasNonNull(DELETION_TIMESTAMP);
    if (first) {
      metadata.put(DELETION_TIMESTAMP, time(now.plusSeconds(gracePeriodSeconds)));
      if (metadata.path(GENERATION).asLong() > 0) {
        metadata.put(GENERATION, metadata.path(GENERATION).asLong() + 1);
      }
    }
    metadata.put(GRACE_PERIOD, gracePeriodSeconds);
  }

  /** Brings the end of a graceful deletion that is under way forward. */
  static void shortenGracePeriod(ObjectNode object, long seconds) {
    ObjectNode metadata = of(object);
    Instant end = Instant.parse(metadata.path(DELETION_TIMESTAMP).asText());
    long granted = metadata.path(GRACE_PERIOD).asLong();
    metadata.put(DELETION_TIMESTAMP, time(end.minus(Duration.ofSeconds(granted - seconds))));
    metadata.put(GRACE_PERIOD, seconds);
  }

  static OptionalLong gracePeriod(ApiObject object) {
    JsonNode seconds = object.metadata().path(GRACE_PERIOD);
    return seconds.isNumber() ? OptionalLong.of(seconds.asLong()) : OptionalLong.empty();
  }

  static List<String> finalizers(ObjectNode object) {
    return Trees.texts(object.path("metadata").path(FINALIZERS));
  }

  static void setFinalizers(ObjectNode object, List<String> finalizers) {
    if (finalizers.isEmpty()) {
      of(object).remove(FINALIZERS);
    } else {
      ArrayNode list = of(object).putArray(FINALIZERS);
      new ArrayList<>(finalizers).forEach(list::add);
    }
  }

  /** Whether two versions differ in nothing but their resourceVersion. */
  static boolean sameContent(ObjectNode object, ApiObject old) {
    ObjectNode metadata = of(object);
    metadata.put(RESOURCE_VERSION, old.resourceVersion());
    return Trees.same(object, old.tree());
  }

  static byte[] encode(ObjectNode object) {
    return Json.write(object);
  }
}
