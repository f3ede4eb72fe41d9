package io.binnacle.scheduler.cache;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and the pods on them. A pod is <em>assumed</em> from the moment its node is chosen: its
 * room is taken at once, while the binding is under way. The informer's news of the bound pod
 * confirms it; a pod whose binding has finished without such news is dropped after a while.
 *
 * <p>Pods may arrive before their node. Safe for any thread: one lock, memory operations only.
 */
public final class SchedulerCache {
  private final Clock clock;
  private final Duration assumedPodExpiry;
  private final TreeMap<String, NodeEntry> nodes = new TreeMap<>();
  private final Map<ObjectKey, PodEntry> pods = new HashMap<>();
  private final Set<ObjectKey> assumed = new HashSet<>();
  private final Set<String> dirty = new HashSet<>();
  private boolean nodesChanged;

  /** What is on a node; the value is missing until the Node itself is known. */
  private static final class NodeEntry {
    private @Nullable NodeInfo info;
    private final Map<ObjectKey, PodInfo> early = new HashMap<>();

    boolean isUnused() {
      return info == null && early.isEmpty();
    }
  }

  private record PodEntry(
      PodInfo pod, String nodeName, boolean assumed, @Nullable Instant expiresAt) {}

  public SchedulerCache(Clock clock, Duration assumedPodExpiry) {
    this.clock = clock;
    this.assumedPodExpiry = assumedPodExpiry;
  }

  /** Adds a node or replaces it by a newer version. */
  public synchronized void setNode(ApiObject node) {
    NodeEntry entry = nodes.computeIfAbsent(node.name(), name -> new NodeEntry());
    if (entry.info == null) {
      entry.info = NodeInfo.of(node, List.copyOf(entry.early.values()));
      entry.early.clear();
      nodesChanged = true;
    } else {
      entry.info = entry.info.withNode(node);
      dirty.add(node.name());
    }
  }

  /** Removes a node; its pods stay known until they are removed themselves. */
  public synchronized void removeNode(String name) {
    NodeEntry entry = nodes.get(name);
    if (entry == null || entry.info == null) {
      return;
    }
    entry.info.pods().forEach(pod -> entry.early.put(pod.key(), pod));
    entry.info = null;
    nodesChanged = true;
    dropIfUnused(name, entry);
  }

  /** Takes the room of a pod whose node has just been chosen. */
  public synchronized void assumePod(PodInfo pod, String nodeName) {
    remove(pod.key());
    place(new PodEntry(pod, nodeName, true, null));
  }

  /** The binding of an assumed pod has succeeded: from now on the news of it should come. */
  public synchronized void finishBinding(PodInfo pod) {
    PodEntry entry = pods.get(pod.key());
    if (entry != null && entry.assumed) {
      Instant expiry = clock.instant().plus(assumedPodExpiry);
      pods.put(pod.key(), new PodEntry(entry.pod, entry.nodeName, true, expiry));
    }
  }

  /** Gives the room of an assumed pod back: its binding has failed. */
  public synchronized void forgetPod(PodInfo pod) {
    PodEntry entry = pods.get(pod.key());
    if (entry != null && entry.assumed && entry.pod.uid().equals(pod.uid())) {
      remove(pod.key());
    }
  }

  /** Adds a bound pod, confirms an assumed one, or replaces a pod by a newer version. */
  public synchronized void setPod(PodInfo pod) {
    remove(pod.key());
    place(new PodEntry(pod, pod.nodeName(), false, null));
  }

  /** Removes a pod that is deleted or has ended. */
  public synchronized void removePod(PodInfo pod) {
    PodEntry entry = pods.get(pod.key());
    if (entry != null && entry.pod.uid().equals(pod.uid())) {
      remove(pod.key());
    }
  }

  /** The pod as it is known here, where it holds room on a node. */
  public synchronized Optional<PodInfo> find(ObjectKey key, String uid) {
    PodEntry entry = pods.get(key);
    return entry != null && entry.pod.uid().equals(uid) ? Optional.of(entry.pod) : Optional.empty();
  }

  /** Whether the pod holds room on a node, be it assumed or bound. */
  public synchronized boolean holds(PodInfo pod) {
    PodEntry entry = pods.get(pod.key());
    return entry != null && entry.pod.uid().equals(pod.uid());
  }

  public synchronized boolean isAssumed(PodInfo pod) {
    return assumed.contains(pod.key());
  }

  /** Brings the snapshot up to date: the work is in proportion to what has changed. */
  public synchronized void update(CacheSnapshot snapshot) {
    dropExpired();
    if (nodesChanged) {
      List<NodeInfo> all = new ArrayList<>(nodes.size());
      for (NodeEntry entry : nodes.values()) {
        if (entry.info != null) {
          all.add(entry.info);
        }
      }
      snapshot.rebuild(all);
      nodesChanged = false;
    } else {
      for (String name : dirty) {
        NodeEntry entry = nodes.get(name);
        if (entry != null && entry.info != null) {
          snapshot.replace(entry.info);
        }
      }
    }
    dirty.clear();
  }

  private void dropExpired() {
    if (assumed.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<ObjectKey> expired = new ArrayList<>();
    for (ObjectKey key : assumed) {
      PodEntry entry = pods.get(key);
      if (entry != null && entry.expiresAt != null && !now.isBefore(entry.expiresAt)) {
        expired.add(key);
      }
    }
    expired.forEach(this::remove);
  }

  private void place(PodEntry entry) {
    pods.put(entry.pod.key(), entry);
    if (entry.assumed) {
      assumed.add(entry.pod.key());
    }
    NodeEntry node = nodes.computeIfAbsent(entry.nodeName, name -> new NodeEntry());
    if (node.info == null) {
      node.early.put(entry.pod.key(), entry.pod);
    } else {
      node.info = node.info.withPod(entry.pod);
      dirty.add(entry.nodeName);
    }
  }

  private void remove(ObjectKey key) {
    PodEntry entry = pods.remove(key);
    assumed.remove(key);
    if (entry == null) {
      return;
    }
    NodeEntry node = nodes.get(entry.nodeName);
    if (node == null) {
      return;
    }
    if (node.info == null) {
      node.early.remove(key);
      dropIfUnused(entry.nodeName, node);
    } else {
      node.info = node.info.withoutPod(entry.pod);
      dirty.add(entry.nodeName);
    }
  }

  private void dropIfUnused(String name, NodeEntry entry) {
    if (entry.isUnused()) {
      nodes.remove(name);
    }
  }
}
