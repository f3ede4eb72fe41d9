package io.binnacle.node.simulated;

import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.source.PodListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pods of a simulated node. Called by one source; safe for any thread. */
final class SimulatedPods implements PodListener {
  private static final System.Logger LOG = System.getLogger(SimulatedPods.class.getName());

  private final SimulatedPod.Node node;
  private final AddressPool addresses;
  private final Map<String, SimulatedPod> pods = new HashMap<>();
  private boolean closed;

  SimulatedPods(SimulatedPod.Node node, AddressPool addresses) {
    this.node = node;
    this.addresses = addresses;
  }

  @Override
  public void podChanged(NodePod pod) {
    SimulatedPod known;
    boolean begins = false;
    synchronized (this) {
      if (closed) {
        return;
      }
      known = pods.get(pod.uid());
      if (known == null) {
        Optional<PodAddresses> own = addresses(pod);
        if (own.isEmpty()) {
          LOG.log(System.Logger.Level.WARNING, "no address is left for {0}", pod);
          return;
        }
        known = new SimulatedPod(node, pod, own.get());
        pods.put(pod.uid(), known);
        begins = true;
      }
    }
    if (begins) {
      known.begin();
    } else {
      known.update(pod);
    }
  }

  private Optional<PodAddresses> addresses(NodePod pod) {
    List<String> host = List.of(addresses.nodeAddress());
    return pod.usesHostNetwork()
        ? Optional.of(new PodAddresses(host, host))
        : addresses.take().map(own -> new PodAddresses(List.of(own), host));
  }

  @Override
  public void podRemoved(NodePod last) {
    SimulatedPod known;
    synchronized (this) {
      known = pods.remove(last.uid());
    }
    node.writer().forget(last.uid());
    if (known != null && !last.usesHostNetwork()) {
      addresses.release(known.addresses().podIps().getFirst());
    }
  }

  synchronized int size() {
    return pods.size();
  }

  /** Nothing more begins. */
  synchronized void close() {
    closed = true;
  }
}
