package io.binnacle.controller.clusterroleaggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the rules of one aggregated role. */
final class ClusterRoleAggregationReconciler implements Reconciler {
  private final ControllerContext context;
  private final SharedInformer roles;

  ClusterRoleAggregationReconciler(ControllerContext context) {
    this.context = context;
    this.roles = context.informers().informer(Resources.CLUSTER_ROLES, ListOptions.allNamespaces());
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(roles, this::map));
  }

  /** Any role may be, or have been, a part of any that aggregates. */
  private void map(Change change, Consumer<ObjectKey> enqueue) {
    roles.lister().list("", LabelSelector.everything()).stream()
        .filter(role -> !selectors(role).isEmpty())
        .forEach(role -> enqueue.accept(role.key()));
  }

  private static JsonNode selectors(ApiObject role) {
    return role.tree().path("aggregationRule").path("clusterRoleSelectors");
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = roles.lister().get(key).filter(role -> !selectors(role).isEmpty());
    if (found.isPresent()) {
      ApiObject role = found.get();
      ArrayNode rules = rules(role);
      JsonNode known = role.tree().path("rules");
      boolean same = rules.isEmpty() ? known.isEmpty() : Trees.same(rules, known);
      if (!same) {
        ObjectNode tree = role.copyTree();
        tree.set("rules", rules);
        context.client().update(Resources.CLUSTER_ROLES, "", tree);
      }
    }
    return Result.done();
  }

  /** The rules of all selected roles in the order of their names, each rule once. */
  private ArrayNode rules(ApiObject role) {
    List<LabelSelector> selectors =
        selectors(role).valueStream().map(LabelSelector::ofStructured).toList();
    ArrayNode rules = Json.mapper().createArrayNode();
    for (ApiObject part : roles.lister().list("", LabelSelector.everything())) {
      boolean selected = selectors.stream().anyMatch(selector -> selector.matches(part.labels()));
      if (!selected || part.key().equals(role.key())) {
        continue;
      }
      for (JsonNode rule : part.tree().path("rules")) {
        if (rules.valueStream().noneMatch(known -> Trees.same(known, rule))) {
          rules.add(rule);
        }
      }
    }
    return rules;
  }
}
