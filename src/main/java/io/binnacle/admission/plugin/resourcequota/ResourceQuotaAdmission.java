package io.binnacle.admission.plugin.resourcequota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.quota.QuotaEvaluator;
import io.binnacle.apimachinery.quota.QuotaEvaluators;
import io.binnacle.apimachinery.quota.ResourceList;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps namespaces within their ResourceQuotas, exactly: the use is raised in the commit that makes
 * the object, decided against the quota as it is under the commit's lock. Two requests for the last
 * place cannot both have it, and a creation that fails for another reason takes nothing. What is
 * deleted or grows smaller is given back by the quota controller. Runs last, since what later
 * plugins refuse should not be charged.
 */
@Dependent
public class ResourceQuotaAdmission implements AdmissionPlugin.Validating {
  private static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");

  private final ObjectStore store;
  private final Clock clock;

  @Inject
  public ResourceQuotaAdmission(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ResourceQuota";
  }

  @Override
  public int order() {
    return 1000;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null || request.namespace().isEmpty() || !request.subresource().isEmpty()) {
      return;
    }
    Iterator<StoredObject> quotas = store.cached().list(QUOTAS, request.namespace(), null);
    if (!quotas.hasNext()) {
      return;
    }
    QuotaEvaluator evaluator = QuotaEvaluators.of(request.resource().groupResource());
    if (request.operation() != Operation.CREATE
        && !(request.operation() == Operation.UPDATE && evaluator.chargesUpdates())) {
      return;
    }
    Charge charge = charge(request, object, evaluator);
    while (quotas.hasNext()) {
      apply(request, charge, quotas.next());
    }
  }

  private Charge charge(AdmissionRequest request, ObjectNode object, QuotaEvaluator evaluator) {
    Instant now = clock.instant();
    ResourceList usage = evaluator.usage(object, now);
    Set<String> negative = usage.negative();
    if (!negative.isEmpty()) {
      throw request.forbidden(
          "quota usage is negative for resource(s): " + String.join(",", negative));
    }
    ApiObject old = request.oldObject();
    ResourceList before = old == null ? ResourceList.EMPTY : evaluator.usage(old.tree(), now);
    return new Charge(evaluator, object, usage.minus(before).withoutZeros());
  }

  private static void apply(AdmissionRequest request, Charge charge, StoredObject quota) {
    // Decided now to refuse early and for dry runs, and again under the lock, where it counts.
    if (!charge.concerns(quota.object())) {
      return;
    }
    refuseIfPresent(request, charge.refusal(quota.object()));
    if (charge.isNothing()) {
      return;
    }
    request.addMutation(
        new Mutation.Derive(
            QUOTAS,
            quota.key(),
            current -> {
              if (current == null || !charge.concerns(current.object())) {
                return null;
              }
              refuseIfPresent(request, charge.refusal(current.object()));
              return charge.raised(current.object());
            }));
  }

  private static void refuseIfPresent(AdmissionRequest request, Optional<String> refusal) {
    if (refusal.isPresent()) {
      throw request.forbidden(refusal.get());
    }
  }
}
