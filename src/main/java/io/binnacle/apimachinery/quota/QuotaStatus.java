package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Counts anew what a quota's namespace uses: what the quota controller writes as its status. */
public final class QuotaStatus {
  private QuotaStatus() {}

  /**
   * The status that the quota should have.
   *
   * @param quota the ResourceQuota's tree
   * @param objects all objects of a resource in the quota's namespace; nothing for a resource that
   *     is not served, of which the status says nothing either
   */
  public static ObjectNode compute(
      JsonNode quota, Function<GroupResource, Optional<List<ApiObject>>> objects, Instant now) {
    JsonNode spec = quota.path("spec");
    ResourceList hard = ResourceList.of(spec.path("hard"));
    List<QuotaScope> scopes = QuotaScope.of(spec);
    ResourceList used = ResourceList.EMPTY;
    Map<String, Quantity> all = new HashMap<>();
    for (QuotaEvaluator evaluator : QuotaEvaluators.countedBy(hard.names())) {
      Optional<List<ApiObject>> present = objects.apply(evaluator.resource());
      if (present.isEmpty()) {
        continue;
      }
      Set<String> names = evaluator.matching(hard.names());
      names.forEach(name -> all.put(name, Quantity.ZERO));
      for (ApiObject object : present.get()) {
        if (matchesAll(evaluator, scopes, object.tree())) {
          used = used.plus(evaluator.usage(object.tree(), now).mask(names));
        }
      }
    }
    all.putAll(used.amounts());
    ObjectNode status = Json.object();
    status.set("hard", hard.toTree());
    status.set("used", new ResourceList(all).toTree());
    return status;
  }

  /** Whether all of a quota's conditions select the object. */
  public static boolean matchesAll(
      QuotaEvaluator evaluator, List<QuotaScope> scopes, JsonNode object) {
    for (QuotaScope scope : scopes) {
      if (!evaluator.matches(scope, object)) {
        return false;
      }
    }
    return true;
  }
}
