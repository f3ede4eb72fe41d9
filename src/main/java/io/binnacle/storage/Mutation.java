package io.binnacle.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One part of a {@link MutationGroup}. All parts of a group are decided in their order, each
 * against the state that the earlier ones leave, and take effect together or not at all.
 *
 * <p>Trees carry no resourceVersion that counts: the commit puts it in. {@code expectedRevision} is
 * the revision of the version that the change was computed from.
 */
public sealed interface Mutation {

  /** The object must not exist. Fails with {@code ALREADY_EXISTS}. */
  record Create(GroupResource resource, ObjectKey key, ObjectNode object) implements Mutation {}

  /**
   * The object must exist in exactly the expected version. Fails with {@code NOT_FOUND} or {@code
   * CONFLICT}.
   */
  record Update(GroupResource resource, ObjectKey key, ObjectNode object, long expectedRevision)
      implements Mutation {}

  /**
   * Removes the object, which must exist in exactly the expected version. The watch event carries
   * the last state with the revision of the deletion.
   */
  record Delete(GroupResource resource, ObjectKey key, long expectedRevision) implements Mutation {}

  /**
   * Looks at the state under the lock and throws an {@code ApiException} to refuse the whole group.
   * Runs in the committer: memory only, short, no side effects, may run more than once.
   */
  record Guard(Consumer<Snapshot> check) implements Mutation {}

  /**
   * Writes an object that depends on the state under the lock, such as a quota's use. The function
   * gets the current version (null where there is none) and returns the new tree, or null to leave
   * it as it is; it may throw an {@code ApiException} to refuse the whole group. The same rules as
   * for {@link Guard} hold; it must not change the object it is given.
   */
  record Derive(
      GroupResource resource,
      ObjectKey key,
      Function<@Nullable StoredObject, @Nullable ObjectNode> change)
      implements Mutation {}
}
