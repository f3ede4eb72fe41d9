package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields} of the objects of one kind: tells after every write who owns
 * which field, and merges what clients apply. Stateless; safe for any thread.
 */
public final class FieldOwnership {
  /** The owner of what an object had before anybody's fields were tracked. */
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";

  private static final String METADATA = "metadata";

  /** What is the server's or the object's identity belongs to nobody. */
  private static final FieldSet NOBODYS =
      FieldSet.of(
          FieldSet.path("apiVersion"),
          FieldSet.path("kind"),
          FieldSet.path(METADATA),
          FieldSet.path(METADATA, "name"),
          FieldSet.path(METADATA, "namespace"),
          FieldSet.path(METADATA, "creationTimestamp"),
          FieldSet.path(METADATA, "selfLink"),
          FieldSet.path(METADATA, "uid"),
          FieldSet.path(METADATA, "clusterName"),
          FieldSet.path(METADATA, "generation"),
          FieldSet.path(METADATA, ManagedFields.FIELD),
          FieldSet.path(METADATA, "resourceVersion"));

  private final ObjectVersions versions;

  public FieldOwnership(ObjectVersions versions) {
    this.versions = versions;
  }

  /** The owners of a new object's fields: its writer's all. The object is changed. */
  public void create(ObjectNode object, FieldWriter writer) {
    ObjectNode metadata = Trees.child(object, METADATA);
    ManagedFields managed = wished(metadata.path(ManagedFields.FIELD), Json.object());
    metadata.remove(ManagedFields.FIELD);
    write(managed, Json.object(), object, writer);
    managed.writeTo(metadata);
  }

  /**
   * The owners after an update, patch or status update. A client may itself say who owns what, or
   * ask with an empty list to have nothing tracked, unless it writes to a subresource. What it says
   * and cannot be read is as if it had said nothing.
   *
   * @param live the version before, to read only
   * @param object the version after, whose metadata.managedFields is what the client sent; changed
   */
  public void update(ObjectNode live, ObjectNode object, FieldWriter writer) {
    ObjectNode metadata = Trees.child(object, METADATA);
    JsonNode before = live.path(METADATA).path(ManagedFields.FIELD);
    JsonNode wish = metadata.path(ManagedFields.FIELD);
    boolean own = !writer.subresource().isEmpty() || isAbsent(wish) || wish.equals(before);
    ManagedFields managed = own ? stored(before) : wished(wish, before);
    // The list itself is nothing to compare.
    Trees.setOrRemove(metadata, ManagedFields.FIELD, before);
    boolean changed = !managed.isEmpty() && write(managed, live, object, writer);
    if (changed || !own) {
      managed.writeTo(metadata);
    }
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /** What is stored was written here; if it cannot be read all the same, tracking starts anew. */
  private static ManagedFields stored(JsonNode list) {
    try {
      return ManagedFields.read(list);
    } catch (IllegalArgumentException e) {
      return new ManagedFields();
    }
  }

  private static ManagedFields wished(JsonNode wish, JsonNode before) {
    if (isReset(wish)) {
      return new ManagedFields();
    }
    try {
      ManagedFields managed = ManagedFields.decode(wish);
      return managed.isEmpty() ? stored(before) : managed;
    } catch (IllegalArgumentException e) {
      return stored(before);
    }
  }

  /** A client's way to say that nothing is to be tracked. */
  private static boolean isReset(JsonNode wish) {
    return wish.isArray() && (wish.isEmpty() || (wish.size() == 1 && wish.get(0).isEmpty()));
  }

  /** Whether anything changed. */
  private boolean write(
      ManagedFields managed, ObjectNode live, ObjectNode object, FieldWriter writer) {
    OwnershipTransfer transfer = new OwnershipTransfer(versions, live, object);
    Changes changes = transfer.changes(writer.apiVersion());
    if (changes == null || changes.none()) {
      return false;
    }
    transfer.transfer(managed, null);
    FieldSet written = changes.written().difference(changes.removed()).difference(NOBODYS);
    if (!written.isEmpty()) {
      ManagerKey key = writer.key(Operation.UPDATE);
      ManagedEntry previous = managed.get(key);
      String now = ManagedEntry.text(writer.now());
      managed.put(
          previous == null
              ? ManagedEntry.of(key, writer.apiVersion(), written, now)
              : previous.withFields(previous.fields().union(written)).withTime(now));
    }
    UpdateCap.apply(managed);
    return true;
  }

  /**
   * Merges an applied configuration into the live object.
   *
   * @param live the object as it is, empty for one that is to be created; to read only
   * @param configuration what is applied; to read only
   * @param force takes over fields that others own
   * @return a tree of its own, with its managedFields; the live one's content where nothing changes
   * @throws ApiException Conflict when others own what would change; without a reason when the
   *     configuration does not fit the schema
   */
  public ObjectNode apply(
      ObjectNode live, ObjectNode configuration, FieldWriter writer, boolean force) {
    checkType(configuration, writer);
    ManagedFields managed = ManagedFields.read(live.path(METADATA).path(ManagedFields.FIELD));
    if (managed.isEmpty() && !live.isEmpty()) {
      ObjectNode untracked = live.deepCopy();
      write(managed, Json.object(), untracked, writer.named(BEFORE_FIRST_APPLY));
    }
    boolean kubectl = writer.manager().equals(LastApplied.MANAGER);
    Application application = new Application(versions, live, configuration, writer);
    application.merge(managed);
    Conflicts conflicts = force ? new Conflicts(Map.of()) : application.conflicts();
    if (!conflicts.isEmpty() && kubectl) {
      conflicts =
          conflicts.without(LastApplied.unchangedFields(type(writer), live, writer.apiVersion()));
    }
    if (!conflicts.isEmpty()) {
      throw conflicts.toException();
    }
    ObjectNode object = application.finish(NOBODYS);
    if (kubectl) {
      LastApplied.renew(object, configuration);
    }
    return object;
  }

  private FieldType type(FieldWriter writer) {
    FieldType type = versions.type(writer.apiVersion());
    return type == null ? FieldType.DEDUCED : type;
  }

  private void checkType(ObjectNode configuration, FieldWriter writer) {
    String error = TypeValidation.check(type(writer), configuration);
    if (error != null) {
      GroupVersion version = GroupVersion.parse(configuration.path("apiVersion").asText());
      JsonNode metadata = configuration.path(METADATA);
      throw ApiException.unclassified(
          "failed to create typed patch object ("
              + metadata.path("namespace").asText()
              + "/"
              + metadata.path("name").asText()
              + "; "
              + version.group()
              + "/"
              + version.version()
              + ", Kind="
              + configuration.path("kind").asText()
              + "): "
              + error);
    }
  }

  /** Whether two lists of managedFields say the same, whenever it was written. */
  public static boolean sameButTimes(JsonNode a, JsonNode b) {
    if (a.equals(b)) {
      return true;
    }
    if (a.size() != b.size() || a.isEmpty()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!withoutTime(a.get(i)).equals(withoutTime(b.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode withoutTime(JsonNode entry) {
    ObjectNode copy = Json.object();
    entry.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
    copy.remove("time");
    return copy;
  }

  /** Why a list of managedFields cannot be used; null when it can. */
  public static @Nullable String unusable(JsonNode list) {
    try {
      ManagedFields.decode(list);
      return null;
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
