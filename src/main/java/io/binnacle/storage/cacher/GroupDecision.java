package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a group does to a state.
 *
 * @param state the state after the group
 */
record GroupDecision(StoreState state, List<Change> changes, CommitResult result) {

  /** A group with its objects encoded: made by the caller, before it waits for the lock. */
  record Prepared(List<Part> parts) {
    record Part(Mutation mutation, @Nullable EncodedObject encoded) {}

    static Prepared of(MutationGroup group) {
      return new Prepared(group.mutations().stream().map(Prepared::part).toList());
    }

    private static Part part(Mutation mutation) {
      return switch (mutation) {
        case Mutation.Create create -> new Part(create, EncodedObject.of(create.object()));
        case Mutation.Update update -> new Part(update, EncodedObject.of(update.object()));
        case Mutation.Delete delete -> new Part(delete, null);
        case Mutation.Guard guard -> new Part(guard, null);
        case Mutation.Derive derive -> new Part(derive, null);
      };
    }
  }

  /**
   * Decides a group.
   *
   * @throws StoreException ALREADY_EXISTS, NOT_FOUND, CONFLICT: the whole group is refused
   * @throws RuntimeException what a guard or a derived write threw to refuse the group
   */
  static GroupDecision of(StoreState base, Prepared group) {
    Deciding deciding = new Deciding(base);
    List<Optional<StoredObject>> outcomes = new ArrayList<>(group.parts().size());
    for (Prepared.Part part : group.parts()) {
      outcomes.add(Optional.ofNullable(deciding.decide(part)));
    }
    return new GroupDecision(
        deciding.state,
        deciding.changes,
        new CommitResult(deciding.state.revision(), List.copyOf(outcomes)));
  }

  private static final class Deciding {
    private final List<Change> changes = new ArrayList<>();
    private StoreState state;

    Deciding(StoreState base) {
      state = base;
    }

    private @Nullable StoredObject decide(Prepared.Part part) {
      return switch (part.mutation()) {
        case Mutation.Create create -> {
          if (state.get(create.resource(), create.key()) != null) {
            throw new StoreException(Reason.ALREADY_EXISTS, create.resource(), create.key());
          }
          yield append(create.resource(), create.key(), false, null, encoded(part));
        }
        case Mutation.Update update -> {
          StoredObject current =
              expected(update.resource(), update.key(), update.expectedRevision());
          yield append(update.resource(), update.key(), false, current, encoded(part));
        }
        case Mutation.Delete delete -> {
          StoredObject current =
              expected(delete.resource(), delete.key(), delete.expectedRevision());
          yield append(
              delete.resource(),
              delete.key(),
              true,
              current,
              EncodedObject.ofStored(current.bytes()));
        }
        case Mutation.Guard guard -> {
          guard.check().accept(state);
          yield null;
        }
        case Mutation.Derive derive -> derive(derive);
      };
    }

    private static EncodedObject encoded(Prepared.Part part) {
      EncodedObject encoded = part.encoded();
      if (encoded == null) {
        throw new IllegalStateException("not encoded: " + part.mutation().getClass());
      }
      return encoded;
    }

    private @Nullable StoredObject derive(Mutation.Derive derive) {
      StoredObject current = state.get(derive.resource(), derive.key());
      var tree = derive.change().apply(current);
      return tree == null
          ? null
          : append(derive.resource(), derive.key(), false, current, EncodedObject.of(tree));
    }

    private StoredObject expected(GroupResource resource, ObjectKey key, long revision) {
      StoredObject current = state.get(resource, key);
      if (current == null) {
        throw new StoreException(Reason.NOT_FOUND, resource, key);
      }
      if (current.revision() != revision) {
        throw new StoreException(Reason.CONFLICT, resource, key);
      }
      return current;
    }

    private StoredObject append(
        GroupResource resource,
        ObjectKey key,
        boolean deletion,
        @Nullable StoredObject previous,
        EncodedObject encoded) {
      long revision = state.revision() + 1;
      StoredObject object = new StoredObject(resource, key, revision, encoded.at(revision));
      Change change = new Change(revision, deletion, object, previous);
      changes.add(change);
      state = state.with(change);
      return object;
    }
  }
}
