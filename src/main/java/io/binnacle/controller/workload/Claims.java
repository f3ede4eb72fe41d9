package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Lister;
import io.binnacle.client.PatchType;
import io.binnacle.client.SharedInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which objects belong to an owner: those that name it as their controller and that it selects.
 * Selected orphans are adopted, own ones that are no longer selected are released.
 */
public final class Claims {
  /** The index of objects by the uid of their controller; orphans are under their namespace. */
  private static final String BY_CONTROLLER = "controllerUid";

  private final ApiClient client;
  private final OwnerKind kind;
  private final GroupVersionResource dependents;
  private final Lister lister;
  private final Optional<String> finalizer;

  /**
   * @param informer of the dependents, not yet started: it gets an index
   */
  public Claims(
      ApiClient client, OwnerKind kind, GroupVersionResource dependents, SharedInformer informer) {
    this(client, kind, dependents, index(informer), Optional.empty());
  }

  private Claims(
      ApiClient client,
      OwnerKind kind,
      GroupVersionResource dependents,
      Lister lister,
      Optional<String> finalizer) {
    this.client = client;
    this.kind = kind;
    this.dependents = dependents;
    this.lister = lister;
    this.finalizer = finalizer;
  }

  /** The same, where what is adopted gets a finalizer, which it loses when it is released. */
  public Claims withFinalizer(String added) {
    return new Claims(client, kind, dependents, lister, Optional.of(added));
  }

  /** Adds the index that {@link #owned} reads; its lister is the answer. */
  public static Lister index(SharedInformer informer) {
    informer.addIndexer(BY_CONTROLLER, Claims::indexValues);
    return informer.lister();
  }

  private static List<String> indexValues(ApiObject object) {
    return List.of(
        object
            .controllerOwner()
            .map(OwnerReference::uid)
            .orElseGet(() -> orphansOf(object.namespace())));
  }

  private static String orphansOf(String namespace) {
    return "orphans of " + namespace;
  }

  /** What names the owner as its controller, selected or not. */
  public List<ApiObject> owned(ApiObject owner) {
    return owned(lister, owner.uid());
  }

  /** What the cache behind an {@link #index} holds of the owner with the uid. */
  public static List<ApiObject> owned(Lister lister, String uid) {
    return lister.byIndex(BY_CONTROLLER, uid);
  }

  /** Everything of the owner, adopting and releasing. */
  public List<ApiObject> claim(ApiObject owner, LabelSelector selector) {
    return claim(owner, selector, dependent -> true);
  }

  /**
   * What is of the owner, adopting and releasing.
   *
   * @param counts what is looked at; the rest stays as it is
   */
  public List<ApiObject> claim(
      ApiObject owner, LabelSelector selector, Predicate<ApiObject> counts) {
    List<ApiObject> claimed = new ArrayList<>();
    for (ApiObject dependent : owned(owner)) {
      if (!counts.test(dependent)) {
        continue;
      }
      if (selector.matches(dependent.labels())) {
        claimed.add(dependent);
      } else if (!owner.isBeingDeleted()) {
        release(owner, dependent);
      }
    }
    if (!owner.isBeingDeleted()) {
      adoptOrphans(owner, selector, counts, claimed);
    }
    return claimed;
  }

  private void adoptOrphans(
      ApiObject owner,
      LabelSelector selector,
      Predicate<ApiObject> counts,
      List<ApiObject> claimed) {
    boolean checked = false;
    for (ApiObject orphan : owned(lister, orphansOf(owner.namespace()))) {
      if (!orphan.isBeingDeleted() && counts.test(orphan) && selector.matches(orphan.labels())) {
        if (!checked && !isStillThere(owner)) {
          return;
        }
        checked = true;
        adopt(owner, orphan).ifPresent(claimed::add);
      }
    }
  }

  /** The cache may be behind: nothing must be given to an owner that is being deleted. */
  private boolean isStillThere(ApiObject owner) {
    ApiObject fresh = client.get(kind.resource(), owner.namespace(), owner.name());
    return fresh.uid().equals(owner.uid()) && !fresh.isBeingDeleted();
  }

  private Optional<ApiObject> adopt(ApiObject owner, ApiObject orphan) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", orphan.uid());
    metadata.putArray("ownerReferences").add(kind.reference(owner));
    finalizer.ifPresent(added -> metadata.putArray("finalizers").add(added));
    return patch(orphan, patch);
  }

  private void release(ApiObject owner, ApiObject dependent) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", dependent.uid());
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("$patch", "delete")
        .put("uid", owner.uid());
    finalizer.ifPresent(
        added -> metadata.putArray("$deleteFromPrimitiveList/finalizers").add(added));
    patch(dependent, patch);
  }

  /** Empty when the object is gone, or another of its name is there. */
  private Optional<ApiObject> patch(ApiObject dependent, ObjectNode patch) {
    try {
      return Optional.of(
          client.patch(
              dependents, dependent.namespace(), dependent.name(), "", PatchType.STRATEGIC, patch));
    } catch (ApiException e) {
      if (e.isNotFound() || e.isConflict()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
