package io.binnacle.node.source;

import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.InformerFactory;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.node.model.NodePod;
import java.util.Optional;

/** The pods that the API has bound to this node. Mirror pods are not among them: they only show. */
public final class ApiPodSource implements PodSource {
  private final SharedInformer informer;

  public ApiPodSource(InformerFactory informers, String nodeName) {
    this.informer =
        informers.informer(
            Resources.PODS,
            ListOptions.allNamespaces().withFields(FieldSelector.equal("spec.nodeName", nodeName)));
  }

  /** A pod of this node as the API last told, mirror pods included. */
  public Optional<ApiObject> find(ObjectKey key) {
    return informer.lister().get(key);
  }

  SharedInformer informer() {
    return informer;
  }

  @Override
  public void start(PodListener listener) {
    informer.addHandler(new Handler(listener));
    informer.start();
  }

  @Override
  public boolean hasSynced() {
    return informer.hasSynced();
  }

  @Override
  public void close() {
    informer.close();
  }

  private record Handler(PodListener listener) implements ResourceEventHandler {
    @Override
    public void onAdd(ApiObject object) {
      NodePod pod = new NodePod(object);
      if (!pod.isMirror()) {
        listener.podChanged(pod);
      }
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      // A watch that was broken may show a pod and its namesake as one update.
      if (!old.uid().equals(current.uid())) {
        onDelete(old);
      }
      onAdd(current);
    }

    @Override
    public void onDelete(ApiObject last) {
      NodePod pod = new NodePod(last);
      if (!pod.isMirror()) {
        listener.podRemoved(pod);
      }
    }
  }
}
