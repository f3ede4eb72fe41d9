package io.binnacle.scheduler.plugin.volumebinding;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.volumes.PodClaim;
import io.binnacle.apimachinery.volumes.VolumeMatching;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PreBindPlugin;
import io.binnacle.scheduler.framework.PreFilterPlugin;
import io.binnacle.scheduler.framework.PreFilterResult;
import io.binnacle.scheduler.framework.ReservePlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.framework.VolumeLookups;
import jakarta.enterprise.context.Dependent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings pods to their volumes and volumes to their pods. Before a pod is bound to its node, the
 * volumes that are there are reserved for its claims, the node is written on the claims for which a
 * volume is to be made, and the pod waits until all are bound.
 */
@Dependent
public class VolumeBinding implements PreFilterPlugin, FilterPlugin, ReservePlugin, PreBindPlugin {
  /** How long upstream's scheduler waits by default. */
  private static final Duration BIND_TIMEOUT = Duration.ofMinutes(10);

  private final Assumptions assumptions = new Assumptions();

  /** What was decided for the chosen node. */
  private record Decided(List<Decision> decisions) {}

  @Override
  public String name() {
    return "VolumeBinding";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(
        ClusterEvent.NODE_ADD,
        ClusterEvent.NODE_LABEL_CHANGE,
        ClusterEvent.CLAIM_CHANGE,
        ClusterEvent.VOLUME_CHANGE,
        ClusterEvent.STORAGE_CLASS_CHANGE);
  }

  @Override
  public PreFilterResult preFilter(SchedulingContext context) {
    List<PodClaim> claims = PodClaim.of(context.pod().object());
    if (claims.isEmpty()) {
      return PreFilterResult.SKIP;
    }
    return switch (PodVolumes.of(context.pod(), claims, context.lookups().volumes())) {
      case PodVolumes.Outcome.Rejected rejected -> PreFilterResult.of(rejected.status());
      case PodVolumes.Outcome.Found found -> {
        context.put(found.volumes());
        yield PreFilterResult.SUCCESS;
      }
    };
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    return decide(context, node) instanceof Choice.Refused refused
        ? refused.status()
        : Status.SUCCESS;
  }

  private Choice decide(SchedulingContext context, NodeInfo node) {
    return new Choice.Of(context.lookups().volumes(), assumptions)
        .on(node.object(), context.require(PodVolumes.class));
  }

  @Override
  public Status reserve(SchedulingContext context, String nodeName) {
    Optional<NodeInfo> node = context.snapshot().node(nodeName);
    if (context.get(PodVolumes.class) == null || node.isEmpty()) {
      return Status.SUCCESS;
    }
    return switch (decide(context, node.get())) {
      case Choice.Refused refused -> refused.status();
      case Choice.Made made -> {
        context.put(new Decided(made.decisions()));
        assumptions.add(context.pod().uid(), nodeName, made.decisions());
        yield Status.SUCCESS;
      }
    };
  }

  @Override
  public void unreserve(SchedulingContext context, String nodeName) {
    assumptions.remove(context.pod().uid());
  }

  @Override
  public Status preBind(SchedulingContext context, String nodeName, ApiClient client) {
    Decided decided = context.get(Decided.class);
    if (decided == null || decided.decisions().isEmpty()) {
      return Status.SUCCESS;
    }
    for (Decision decision : decided.decisions()) {
      try {
        write(decision, nodeName, client);
      } catch (ApiException e) {
        return new Status.Failed("binding volumes: " + e.getMessage());
      }
    }
    Waiting waiting = new Waiting(context.lookups().volumes(), decided.decisions());
    Status outcome =
        context
            .lookups()
            .volumes()
            .await(waiting::outcome, BIND_TIMEOUT)
            .orElseGet(() -> new Status.Failed("binding volumes: context deadline exceeded"));
    if (outcome.isSuccess()) {
      assumptions.remove(context.pod().uid());
    }
    return outcome;
  }

  private static void write(Decision decision, String nodeName, ApiClient client) {
    ApiObject claim = decision.claim();
    if (decision.volume().isPresent()) {
      ObjectNode tree = VolumeMatching.reserve(claim, decision.volume().get());
      if (!Trees.same(tree, decision.volume().get().tree())) {
        client.update(Resources.PERSISTENT_VOLUMES, "", tree);
      }
    } else if (!claim.annotations().containsKey(VolumeMatching.SELECTED_NODE)) {
      ObjectNode tree = claim.copyTree();
      Trees.child(Trees.child(tree, "metadata"), "annotations")
          .put(VolumeMatching.SELECTED_NODE, nodeName);
      client.update(Resources.PERSISTENT_VOLUME_CLAIMS, claim.namespace(), tree);
    }
  }

  /** Follows claims until they are bound, or will not be. For one binding thread. */
  private static final class Waiting {
    private final VolumeLookups lookups;
    private final List<Decision> decisions;

    /** The cache may show a claim as it was before the node was written on it. */
    private final Set<ObjectKey> seenSelected = new HashSet<>();

    Waiting(VolumeLookups lookups, List<Decision> decisions) {
      this.lookups = lookups;
      this.decisions = decisions;
    }

    Optional<Status> outcome() {
      boolean all = true;
      for (Decision decision : decisions) {
        ObjectKey key = decision.claim().key();
        Optional<ApiObject> claim = lookups.claim(key);
        if (claim.isEmpty() || claim.get().isBeingDeleted()) {
          return failed("persistentvolumeclaim \"" + key.name() + "\" is being deleted");
        }
        if (!VolumeMatching.isBound(claim.get())) {
          all = false;
          if (claim.get().annotations().containsKey(VolumeMatching.SELECTED_NODE)) {
            seenSelected.add(key);
          } else if (seenSelected.contains(key)) {
            return failed("provisioning failed for PVC \"" + key.name() + "\"");
          }
        }
      }
      return all ? Optional.of(Status.SUCCESS) : Optional.empty();
    }

    private static Optional<Status> failed(String why) {
      return Optional.of(new Status.Failed("binding volumes: " + why));
    }
  }
}
