package io.binnacle.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.Snapshot;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is special about a kind. Every hook has a default that does nothing special; a strategy
 * exists only where behaviour differs. Hooks run outside any lock, from any thread, perhaps several
 * times for one request (a conflict repeats the write); they change only the tree they are given,
 * and read no clock but the context's.
 *
 * <p>Order for a write: {@link #applyDefaults} (right after decoding), mutating admission, {@link
 * #prepareForCreate} or {@link #prepareForUpdate}, {@link #validate} (and {@link #validateUpdate}),
 * validating admission, {@link #companionMutations}, commit.
 */
public interface ResourceStrategy {
  /** The strategy of a kind without anything special. */
  ResourceStrategy PLAIN = new ResourceStrategy() {};

  /** What a hook may look at besides the object. */
  interface Context {
    RequestScope scope();

    java.time.Instant now();

    /** This server's newest state; memory only. */
    Snapshot state();
  }

  /** Fills in defaults that the schema cannot state: those that depend on other fields. */
  default void applyDefaults(ObjectNode object) {}

  /**
   * Sets what the server decides at creation and removes what a client may not set. Metadata (uid,
   * creationTimestamp, generation 1) is done already, and the status of a kind with a status
   * subresource is removed already.
   */
  default void prepareForCreate(Context context, ObjectNode object) {}

  /**
   * The same for an update of the object. System metadata and, with a status subresource, the old
   * status are in place already; the generation is raised afterwards when anything but metadata and
   * status changed.
   */
  default void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {}

  /**
   * The same for an update of the status: all but status and metadata is the old object's already.
   */
  default void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {}

  /** Rules of the whole object, metadata excepted. Runs for creations and updates. */
  default List<FieldError> validate(Context context, ObjectNode object) {
    return List.of();
  }

  /** Rules on what may change. Runs besides {@link #validate}. */
  default List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    return List.of();
  }

  default List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    return List.of();
  }

  /** Rules for names; DNS subdomain unless the kind differs. Empty when the name is good. */
  default List<String> validateName(String name, boolean isPrefix) {
    return io.binnacle.apimachinery.validation.Names.dns1123Subdomain(name, isPrefix);
  }

  /** Whether the generation counts spec changes; kinds without a spec have none. */
  default boolean hasGeneration() {
    return true;
  }

  /**
   * For kinds that end gracefully: the seconds to grant, 0 to delete at once, given what the client
   * asked for. Empty for kinds that are deleted at once.
   */
  default OptionalLong gracePeriodSeconds(
      Context context, ApiObject object, OptionalLong requested) {
    return OptionalLong.empty();
  }

  /** Whether a deletion answers the deleted object instead of a Status. */
  default boolean returnsDeletedObject() {
    return false;
  }

  /**
   * Writes that must happen together with this one, such as reserving a service's address. {@code
   * object} is null for a deletion, {@code old} for a creation.
   */
  default List<Mutation> companionMutations(
      Context context,
      @org.jspecify.annotations.Nullable ObjectNode object,
      @org.jspecify.annotations.Nullable ApiObject old) {
    return List.of();
  }

  /** Warnings for the client about what it wrote. */
  default List<String> warnings(Context context, JsonNode object) {
    return List.of();
  }
}
