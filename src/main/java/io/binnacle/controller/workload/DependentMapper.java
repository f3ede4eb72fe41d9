package io.binnacle.controller.workload;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.Lister;
import io.binnacle.controller.Change;
import io.binnacle.controller.KeyMapper;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Enqueues whom a change of a dependent concerns: its controller, the one before, and for an orphan
 * all that would adopt it. Expected creations and deletions are ticked off on the way.
 */
public final class DependentMapper implements KeyMapper {
  private final OwnerKind kind;
  private final Lister owners;
  private final Function<ApiObject, LabelSelector> selector;
  private final Expectations expectations;

  public DependentMapper(
      OwnerKind kind,
      Lister owners,
      Function<ApiObject, LabelSelector> selector,
      Expectations expectations) {
    this.kind = kind;
    this.owners = owners;
    this.selector = selector;
    this.expectations = expectations;
  }

  @Override
  public void map(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject dependent = change.object();
    Optional<ObjectKey> owner = kind.ownerOf(dependent);
    boolean goes = change.isDeletion() || dependent.isBeingDeleted();
    if (owner.isPresent() && goes) {
      expectations.deletionObserved(owner.get(), dependent.uid());
    } else if (owner.isPresent() && change.isCreation()) {
      expectations.creationObserved(owner.get());
    }
    owner.ifPresent(enqueue);
    ApiObject before = change.before();
    if (before != null) {
      kind.ownerOf(before).filter(former -> !owner.equals(Optional.of(former))).ifPresent(enqueue);
    }
    if (!goes && dependent.controllerOwner().isEmpty()) {
      owners.list(dependent.namespace(), LabelSelector.everything()).stream()
          .filter(candidate -> selector.apply(candidate).matches(dependent.labels()))
          .forEach(candidate -> enqueue.accept(candidate.key()));
    }
  }
}
