package io.binnacle.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.managedfields.FieldSet;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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

  /** A strategy of a kind whose generation is not counted. */
  interface WithoutGeneration extends ResourceStrategy {
    @Override
    default boolean hasGeneration() {
      return false;
    }
  }

  /** What a hook may look at besides the object. */
  interface Context {
    RequestScope scope();

    Instant now();

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

  /** Rules of creations alone. Runs besides {@link #validate}. */
  default List<FieldError> validateCreate(Context context, ObjectNode object) {
    return List.of();
  }

  /** Rules on what may change. Runs besides {@link #validate}. */
  default List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    return List.of();
  }

  default List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    return List.of();
  }

  /**
   * Takes what must be unique in the cluster, such as a service's address, once the object is
   * valid; {@link #companionMutations} then reserves it in the same commit. {@code old} is null for
   * a creation. Runs for creations and updates of the whole object, dry runs included.
   */
  default List<FieldError> allocate(Context context, ObjectNode object, @Nullable ApiObject old) {
    return List.of();
  }

  /** Rules for names; DNS subdomain unless the kind differs. Empty when the name is good. */
  default List<String> validateName(String name, boolean isPrefix) {
    return Names.dns1123Subdomain(name, isPrefix);
  }

  /** Whether the generation counts spec changes; kinds without a spec have none. */
  default boolean hasGeneration() {
    return true;
  }

  /** Whether an object may be created with a status, as nodes are that register themselves. */
  default boolean keepsStatusOnCreate() {
    return false;
  }

  /** Whether an update that names no resourceVersion replaces whatever is there. */
  default boolean allowsUnconditionalUpdate() {
    return true;
  }

  /** Whether an update of an object that does not exist creates it. */
  default boolean allowsCreateOnUpdate() {
    return false;
  }

  /** Whether a deletion answers the object rather than a Status, even when the object is gone. */
  default boolean returnsDeletedObject() {
    return false;
  }

  /**
   * The fields that a write through the path of a subresource (empty: the object's own) leaves as
   * they were, whatever it says, so that nobody comes to own them that way. The status on the
   * object's path, and all but status and metadata on the status', are known without saying.
   */
  default FieldSet resetFields(String subresource) {
    return FieldSet.EMPTY;
  }

  /**
   * Whether something besides {@code metadata.finalizers} keeps an object whose deletion was asked
   * for, such as a namespace's {@code spec.finalizers}.
   */
  default boolean keepsDeleted(ObjectNode object) {
    return false;
  }

  /**
   * Changes the object that just got its deletionTimestamp, such as a namespace's phase. Metadata
   * is done already.
   */
  default void prepareForDeletion(Context context, ObjectNode object) {}

  /**
   * Refuses a deletion by throwing an {@code ApiException}; runs after the request's preconditions.
   */
  default void checkDeletion(Context context, ApiObject object) {}

  /**
   * For kinds that are not stored but make something happen when posted, such as Binding: what a
   * creation does instead.
   */
  default Optional<VirtualCreation> virtualCreation() {
    return Optional.empty();
  }

  /**
   * For kinds that end gracefully: the seconds to grant, 0 to delete at once, given what the client
   * asked for. Empty for kinds that are deleted at once.
   */
  default OptionalLong gracePeriodSeconds(
      Context context, ApiObject object, OptionalLong requested) {
    return OptionalLong.empty();
  }

  /**
   * Writes that must happen together with this one, such as reserving a service's address. {@code
   * object} is null for a deletion, {@code old} for a creation.
   */
  default List<Mutation> companionMutations(
      Context context, @Nullable ObjectNode object, @Nullable ApiObject old) {
    return List.of();
  }

  /** Warnings for the client about what it wrote. */
  default List<String> warnings(Context context, JsonNode object) {
    return List.of();
  }

  /** What posting a document of a kind that is not stored does. */
  @FunctionalInterface
  interface VirtualCreation {
    /**
     * @return the document that the client is answered, with code 201
     */
    CompletionStage<ObjectNode> create(
        RequestScope scope, ObjectNode document, WriteOptions options);
  }
}
