package io.binnacle.controller.rootca;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Optional;

/** Creates what is missing, restores what was changed; the key is the namespace's. */
final class RootCaReconciler implements Reconciler {
  private static final String CONFIG_MAP = "kube-root-ca.crt";
  private static final String FILE = "ca.crt";
  private static final String DESCRIPTION = "kubernetes.io/description";

  /** What Kubernetes says of it, which tools show and compare. */
  private static final String TEXT =
      "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
          + " endpoints such as the internal service IP or kubernetes.default.svc. No other usage"
          + " is guaranteed across distributions of Kubernetes clusters.";

  private final ControllerContext context;
  private final Optional<String> certificate;
  private final SharedInformer namespaces;
  private final SharedInformer configMaps;

  RootCaReconciler(ControllerContext context, Optional<String> certificate) {
    this.context = context;
    this.certificate = certificate;
    this.namespaces =
        context.informers().informer(Resources.NAMESPACES, ListOptions.allNamespaces());
    // Only those of that name: other people's ConfigMaps need not be held in memory.
    this.configMaps =
        context
            .informers()
            .informer(
                Resources.CONFIG_MAPS,
                ListOptions.allNamespaces()
                    .withFields(FieldSelector.equal("metadata.name", CONFIG_MAP)));
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(namespaces, KeyMapper.self()), new Watch(configMaps, KeyMapper.namespace()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> namespace = namespaces.lister().get(key);
    if (certificate.isEmpty() || namespace.isEmpty() || namespace.get().isBeingDeleted()) {
      return Result.done();
    }
    Optional<ApiObject> published = configMaps.lister().get(new ObjectKey(key.name(), CONFIG_MAP));
    try {
      if (published.isEmpty()) {
        context.client().create(Resources.CONFIG_MAPS, key.name(), configMap(key.name()));
      } else if (!isRight(published.get())) {
        ObjectNode tree = published.get().copyTree();
        tree.putObject("data").put(FILE, certificate.get());
        context.client().update(Resources.CONFIG_MAPS, key.name(), tree);
      }
    } catch (ApiException e) {
      // The cache was behind, or the namespace has gone meanwhile.
      if (!e.isAlreadyExists() && !e.isNotFound()) {
        throw e;
      }
    }
    return Result.done();
  }

  private boolean isRight(ApiObject configMap) {
    return configMap.tree().path("data").path(FILE).asText().equals(certificate.orElse(""))
        && configMap.tree().path("data").size() == 1;
  }

  private ObjectNode configMap(String namespace) {
    ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata =
        tree.putObject("metadata").put("name", CONFIG_MAP).put("namespace", namespace);
    metadata.putObject("annotations").put(DESCRIPTION, TEXT);
    tree.putObject("data").put(FILE, certificate.orElse(""));
    return tree;
  }
}
