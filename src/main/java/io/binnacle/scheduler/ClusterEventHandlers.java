package io.binnacle.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.scheduler.cache.SchedulerCache;
import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.queue.SchedulingQueue;

/**
 * Brings what informers learn to the cache and the queue. Called on the informers' threads, one
 * call at a time for each resource.
 */
final class ClusterEventHandlers {
  private final Profiles profiles;
  private final SchedulerCache cache;
  private final SchedulingQueue queue;
  private final NominatedPods nominated;

  ClusterEventHandlers(
      Profiles profiles, SchedulerCache cache, SchedulingQueue queue, NominatedPods nominated) {
    this.profiles = profiles;
    this.cache = cache;
    this.queue = queue;
    this.nominated = nominated;
  }

  ResourceEventHandler pods() {
    return new PodHandler();
  }

  ResourceEventHandler nodes() {
    return new NodeHandler();
  }

  ResourceEventHandler namespaces() {
    return new NamespaceHandler();
  }

  private final class PodHandler implements ResourceEventHandler {
    @Override
    public void onAdd(ApiObject object) {
      set(object);
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      // Most updates are status reports of pods that run: nothing here depends on those.
      if (!differs(old, current, "spec")
          && old.labels().equals(current.labels())
          && old.isBeingDeleted() == current.isBeingDeleted()
          && isTerminal(old) == isTerminal(current)
          && nominatedNode(old).equals(nominatedNode(current))) {
        cache.find(current.key(), current.uid()).ifPresent(known -> known.follow(current));
        return;
      }
      set(current);
    }

    /** As PodInfo has it, without making one. */
    private static boolean isTerminal(ApiObject pod) {
      String phase = pod.tree().path("status").path("phase").asText();
      return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static String nominatedNode(ApiObject pod) {
      return pod.tree().path("status").path("nominatedNodeName").asText();
    }

    private void set(ApiObject object) {
      if (isTerminal(object)) {
        remove(object);
      } else {
        set(
            cache
                .find(object.key(), object.uid())
                .map(known -> known.updated(object))
                .orElseGet(() -> PodInfo.of(object)));
      }
    }

    private void set(PodInfo pod) {
      if (!pod.nodeName().isEmpty()) {
        setAssigned(pod);
      } else if (pod.isTerminating()) {
        remove(pod);
      } else if (profiles.named(pod.schedulerName()).isPresent() && !cache.isAssumed(pod)) {
        if (!pod.nominatedNodeName().isEmpty()) {
          nominated.add(pod, pod.nominatedNodeName());
        }
        queue.add(pod);
      }
    }

    private void setAssigned(PodInfo pod) {
      boolean known = cache.holds(pod) && !cache.isAssumed(pod);
      cache.setPod(pod);
      nominated.remove(pod);
      queue.delete(pod);
      queue.moveAllOn(known ? ClusterEvent.ASSIGNED_POD_UPDATE : ClusterEvent.ASSIGNED_POD_ADD);
    }

    @Override
    public void onDelete(ApiObject last) {
      remove(last);
    }

    /** A pod that has a node is known here: its last version is not read again. */
    private void remove(ApiObject last) {
      remove(cache.find(last.key(), last.uid()).orElseGet(() -> PodInfo.of(last)));
    }

    private void remove(PodInfo pod) {
      nominated.remove(pod);
      queue.delete(pod);
      if (cache.holds(pod)) {
        cache.removePod(pod);
        queue.moveAllOn(ClusterEvent.ASSIGNED_POD_DELETE);
      }
    }
  }

  private final class NodeHandler implements ResourceEventHandler {
    @Override
    public void onAdd(ApiObject object) {
      cache.setNode(object);
      queue.moveAllOn(ClusterEvent.NODE_ADD);
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      boolean labels = !old.labels().equals(current.labels());
      boolean taints = differs(old, current, "spec");
      boolean allocatable = !status(old, "allocatable").equals(status(current, "allocatable"));
      boolean images = !status(old, "images").equals(status(current, "images"));
      if (labels || taints || allocatable || images) {
        cache.setNode(current);
      }
      if (labels) {
        queue.moveAllOn(ClusterEvent.NODE_LABEL_CHANGE);
      }
      if (taints) {
        queue.moveAllOn(ClusterEvent.NODE_TAINT_CHANGE);
      }
      if (allocatable) {
        queue.moveAllOn(ClusterEvent.NODE_ALLOCATABLE_CHANGE);
      }
    }

    private static JsonNode status(ApiObject node, String field) {
      return node.tree().path("status").path(field);
    }

    @Override
    public void onDelete(ApiObject last) {
      cache.removeNode(last.name());
      queue.moveAllOn(ClusterEvent.NODE_DELETE);
    }
  }

  private final class NamespaceHandler implements ResourceEventHandler {
    @Override
    public void onAdd(ApiObject object) {
      queue.moveAllOn(ClusterEvent.NAMESPACE_CHANGE);
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      if (!old.labels().equals(current.labels())) {
        queue.moveAllOn(ClusterEvent.NAMESPACE_CHANGE);
      }
    }

    @Override
    public void onDelete(ApiObject last) {
      queue.moveAllOn(ClusterEvent.NAMESPACE_CHANGE);
    }
  }

  private static boolean differs(ApiObject old, ApiObject current, String field) {
    return !old.tree().path(field).equals(current.tree().path(field));
  }
}
