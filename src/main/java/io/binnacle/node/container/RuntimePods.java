package io.binnacle.node.container;

import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.PodSandbox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The runtime's pods, always as fresh as the moment of the question: a caller gets the result of a
 * listing that began after it asked. All who wait share one listing, so a hundred workers that wake
 * at once cost one or two. What is asked of single containers (times, exit code) is kept while it
 * cannot change.
 */
public final class RuntimePods {
  private static final Comparator<PodSandbox> NEWEST_SANDBOX =
      Comparator.comparing(PodSandbox::createdAt).thenComparing(PodSandbox::attempt).reversed();

  private static final Comparator<Container> NEWEST_CONTAINER =
      Comparator.comparing(Container::attempt)
          .thenComparing(container -> container.createdAt().map(at -> at.toEpochMilli()).orElse(0L))
          .reversed();

  /** A listing, grouped by pod uid; {@code number} counts listings. */
  private record Listing(
      long number,
      Map<String, List<PodSandbox>> sandboxes,
      Map<String, List<Container>> containers) {}

  private final ContainerRuntime runtime;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong begun = new AtomicLong();
  private final Map<String, Container> containerDetails = new ConcurrentHashMap<>();
  private final Map<String, PodSandbox> sandboxDetails = new ConcurrentHashMap<>();
  private Listing newest = new Listing(0, Map.of(), Map.of());

  public RuntimePods(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /** What the runtime has of the pod now, with all details. */
  public RuntimePod pod(String uid) {
    return detailed(uid, listing());
  }

  /** All pods that the runtime knows, with all details, by uid. */
  public Map<String, RuntimePod> all() {
    Listing listing = listing();
    Map<String, RuntimePod> pods = new HashMap<>();
    for (String uid : uids(listing)) {
      pods.put(uid, detailed(uid, listing));
    }
    return pods;
  }

  /** What a pod's life shows by: ids and states of its sandboxes and containers, by uid. */
  Map<String, Set<String>> fingerprints() {
    Listing listing = listing();
    Map<String, Set<String>> fingerprints = new HashMap<>();
    listing.sandboxes.forEach((uid, sandboxes) ->
        sandboxes.forEach(sandbox ->
            fingerprints
                .computeIfAbsent(uid, key -> new HashSet<>())
                .add(sandbox.id() + sandbox.ready())));
    listing.containers.forEach((uid, containers) ->
        containers.forEach(container ->
            fingerprints
                .computeIfAbsent(uid, key -> new HashSet<>())
                .add(container.id() + container.state())));
    return fingerprints;
  }

  private Listing listing() {
    long needed = begun.get() + 1;
    lock.lock();
    try {
      if (newest.number < needed) {
        newest = list();
      }
      return newest;
    } finally {
      lock.unlock();
    }
  }

  private Listing list() {
    long number = begun.incrementAndGet();
    Map<String, List<PodSandbox>> sandboxes = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (PodSandbox sandbox : runtime.listPodSandboxes()) {
      ids.add(sandbox.id());
      sandboxes.computeIfAbsent(sandbox.uid(), key -> new ArrayList<>()).add(sandbox);
    }
    Map<String, List<Container>> containers = new HashMap<>();
    for (Container container : runtime.listContainers()) {
      String uid = container.labels().get(Labels.POD_UID);
      if (uid != null) {
        ids.add(container.id());
        containers.computeIfAbsent(uid, key -> new ArrayList<>()).add(container);
      }
    }
    containerDetails.keySet().retainAll(ids);
    sandboxDetails.keySet().retainAll(ids);
    return new Listing(number, sandboxes, containers);
  }

  private static Set<String> uids(Listing listing) {
    Set<String> uids = new LinkedHashSet<>(listing.sandboxes.keySet());
    uids.addAll(listing.containers.keySet());
    return uids;
  }

  private RuntimePod detailed(String uid, Listing listing) {
    List<PodSandbox> sandboxes = new ArrayList<>();
    for (PodSandbox sandbox : listing.sandboxes.getOrDefault(uid, List.of())) {
      detail(sandbox).ifPresent(sandboxes::add);
    }
    List<Container> containers = new ArrayList<>();
    for (Container container : listing.containers.getOrDefault(uid, List.of())) {
      detail(container).ifPresent(containers::add);
    }
    sandboxes.sort(NEWEST_SANDBOX);
    containers.sort(NEWEST_CONTAINER);
    return new RuntimePod(uid, sandboxes, containers);
  }

  private Optional<PodSandbox> detail(PodSandbox listed) {
    PodSandbox kept = sandboxDetails.get(listed.id());
    if (kept != null && kept.ready() == listed.ready()) {
      return Optional.of(kept);
    }
    Optional<PodSandbox> asked = runtime.podSandbox(listed.id());
    asked.ifPresent(sandbox -> sandboxDetails.put(sandbox.id(), sandbox));
    return asked;
  }

  private Optional<Container> detail(Container listed) {
    Container kept = containerDetails.get(listed.id());
    if (kept != null && kept.state() == listed.state()) {
      return Optional.of(kept);
    }
    Optional<Container> asked = runtime.container(listed.id());
    asked
        .filter(container ->
            container.state() == Container.State.RUNNING
                || container.state() == Container.State.EXITED)
        .ifPresent(container -> containerDetails.put(container.id(), container));
    return asked;
  }
}
