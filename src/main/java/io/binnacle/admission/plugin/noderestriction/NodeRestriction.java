package io.binnacle.admission.plugin.noderestriction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.admission.FreshLookup;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.authentication.NodeIdentity;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Keeps the agent of a node to what is its own: its Node and Lease, and the pods that are bound to
 * it. Without it a single node that is broken into would be the whole cluster, since authorization
 * lets every node write nodes and pods and ask for the tokens of service accounts. Of volumes,
 * which many nodes share, it may only say that the data on it are gone. It also refuses nodes
 * whatever subresource their work does not need, of which ABAC policies know nothing.
 */
@Dependent
public class NodeRestriction implements AdmissionPlugin.Validating {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";
  private static final String NODE_LEASES = "kube-node-lease";
  private static final String SPEC = "spec";
  private static final String METADATA = "metadata";

  /** Labels that only administrators set, for workloads that must not come to just any node. */
  private static final String RESERVED_LABELS = "node-restriction.kubernetes.io/";

  private final FreshLookup lookup;

  @Inject
  public NodeRestriction(ObjectStore store) {
    this.lookup = new FreshLookup(store);
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public int order() {
    return 150;
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!NodeIdentity.isNode(request.user())) {
      return;
    }
    String node =
        NodeIdentity.nodeName(request.user())
            .orElseThrow(() ->
                request.forbidden(
                    "could not determine node from user \"" + request.user().name() + "\""));
    if (request.operation() == Operation.CONNECT) {
      throw request.forbidden(quoted(node) + " is not allowed to connect to anything");
    }
    switch (request.resource().groupResource().toString()) {
      case "pods" -> pod(request, node);
      case "nodes" -> node(request, node);
      case "serviceaccounts" -> serviceAccount(request, node);
      case "persistentvolumes" -> volume(request, node);
      case "leases.coordination.k8s.io" -> lease(request, node);
      case "certificatesigningrequests.certificates.k8s.io" -> signingRequest(request, node);
      default -> {
        // Authorization alone decides on what all nodes write alike, such as events.
      }
    }
  }

  private void pod(AdmissionRequest request, String node) {
    switch (request.subresource()) {
      case "" -> wholePod(request, node);
      case "status" -> {
        ApiObject old = request.oldObject();
        if (old == null || !isBoundTo(old, node)) {
          throw request.forbidden(
              quoted(node)
                  + " can only update pod status for pods with spec.nodeName set to itself");
        }
        ObjectNode updated = request.object();
        if (updated != null && !labels(old.tree()).equals(labels(updated))) {
          throw request.forbidden(quoted(node) + " cannot update labels through pod status");
        }
      }
      case "eviction" -> {
        if (!isBoundTo(pod(request, request.namespace(), request.name()), node)) {
          throw request.forbidden(
              quoted(node) + " can only evict pods with spec.nodeName set to itself");
        }
      }
      default ->
          throw request.forbidden(
              "unexpected pod subresource \""
                  + request.subresource()
                  + "\", only 'status' and 'eviction' are allowed");
    }
  }

  private static void wholePod(AdmissionRequest request, String node) {
    ObjectNode created = request.object();
    ApiObject old = request.oldObject();
    if (request.operation() == Operation.CREATE && created != null) {
      mirrorPod(request, created, node);
    } else if (request.operation() != Operation.DELETE) {
      throw request.forbidden(
          "unexpected operation, " + quoted(node) + " can only create and delete mirror pods");
    } else if (old == null || !isBoundTo(old, node)) {
      throw request.forbidden(
          quoted(node) + " can only delete pods with spec.nodeName set to itself");
    }
  }

  private static void mirrorPod(AdmissionRequest request, ObjectNode pod, String node) {
    if (!pod.path(METADATA).path("annotations").has(MIRROR_ANNOTATION)) {
      throw request.forbidden(
          "pod does not have \""
              + MIRROR_ANNOTATION
              + "\" annotation, "
              + quoted(node)
              + " can only create mirror pods");
    }
    if (!pod.path(SPEC).path("nodeName").asText().equals(node)) {
      throw request.forbidden(
          quoted(node) + " can only create pods with spec.nodeName set to itself");
    }
    if (!pod.path(SPEC).path("serviceAccountName").asText().isEmpty()) {
      throw request.forbidden(
          quoted(node) + " can not create pods that reference a service account");
    }
  }

  private static void node(AdmissionRequest request, String node) {
    ObjectNode object = request.object();
    ApiObject old = request.oldObject();
    String target = request.nameForMessages();
    if (!target.equals(node)) {
      throw request.forbidden(quoted(node) + " is not allowed to modify " + quoted(target));
    }
    if (object == null) {
      return;
    }
    if (old != null && !taints(old.tree()).equals(taints(object))) {
      throw request.forbidden(quoted(node) + " is not allowed to modify taints");
    }
    JsonNode before = old == null ? Json.object() : labels(old.tree());
    for (var label : labels(object).properties()) {
      if (label.getKey().startsWith(RESERVED_LABELS)
          && !label.getValue().equals(before.path(label.getKey()))) {
        throw request.forbidden(
            quoted(node) + " is not allowed to modify labels: " + label.getKey());
      }
    }
  }

  /** A node says of a volume that it is being deleted on it that its data are gone, no more. */
  private static void volume(AdmissionRequest request, String node) {
    ObjectNode object = request.object();
    ApiObject old = request.oldObject();
    if (request.operation() != Operation.UPDATE
        || !request.subresource().isEmpty()
        || object == null
        || old == null
        || !old.isBeingDeleted()
        || !LocalPath.isMadeFrom(old)
        || !old.labels().getOrDefault(LocalPath.NODE, "").equals(node)) {
      throw request.forbidden(
          quoted(node) + " can only release local volumes of its own that are being deleted");
    }
    ObjectNode released = old.copyTree();
    Trees.removeIf(
        Trees.child(released, METADATA).withArrayProperty("finalizers"),
        finalizer -> finalizer.asText().equals(LocalPath.FINALIZER));
    if (!essence(released).equals(essence(object))) {
      throw request.forbidden(quoted(node) + " is not allowed to change volumes");
    }
  }

  /** An object without what the server keeps, and without the difference of none and empty. */
  private static ObjectNode essence(ObjectNode object) {
    ObjectNode essence = object.deepCopy();
    ObjectNode metadata = Trees.child(essence, METADATA);
    metadata.remove(List.of("managedFields", "resourceVersion"));
    if (metadata.path("finalizers").isEmpty()) {
      metadata.remove("finalizers");
    }
    return essence;
  }

  private static JsonNode taints(JsonNode node) {
    return node.path(SPEC).path("taints");
  }

  private void serviceAccount(AdmissionRequest request, String node) {
    JsonNode document = request.object();
    if (!request.subresource().equals("token") || document == null) {
      throw request.forbidden(quoted(node) + " may only request tokens of service accounts");
    }
    JsonNode bound = document.path(SPEC).path("boundObjectRef");
    if (!bound.path("kind").asText().equals("Pod") || bound.path("name").asText().isEmpty()) {
      throw request.forbidden("node requested token not bound to a pod");
    }
    if (bound.path("uid").asText().isEmpty()) {
      throw request.forbidden("node requested token with a pod binding without a uid");
    }
    ApiObject pod = pod(request, request.namespace(), bound.path("name").asText());
    if (!bound.path("uid").asText().equals(pod.uid())) {
      throw ApiException.conflict(
          PODS,
          pod.name(),
          "the UID in the bound object reference does not match the UID in record. The object"
              + " might have been deleted and then recreated");
    }
    if (!isBoundTo(pod, node)) {
      throw request.forbidden("node requested token bound to a pod scheduled on a different node");
    }
  }

  private static void lease(AdmissionRequest request, String node) {
    if (!request.namespace().equals(NODE_LEASES)) {
      throw request.forbidden(
          "can only access leases in the \"" + NODE_LEASES + "\" system namespace");
    }
    if (!request.nameForMessages().equals(node)) {
      throw request.forbidden(
          "can only access node lease with the same name as the requesting node");
    }
  }

  /** A node asks for certificates; whether it gets them is not for nodes to approve. */
  private static void signingRequest(AdmissionRequest request, String node) {
    if (!request.subresource().isEmpty() || request.operation() != Operation.CREATE) {
      throw request.forbidden(quoted(node) + " can only create certificate signing requests");
    }
  }

  private ApiObject pod(AdmissionRequest request, String namespace, String name) {
    StoredObject stored = lookup.get(request, PODS, new ObjectKey(namespace, name));
    if (stored == null) {
      throw ApiException.notFound(PODS, name);
    }
    return stored.object();
  }

  private static boolean isBoundTo(ApiObject pod, String node) {
    return pod.tree().path(SPEC).path("nodeName").asText().equals(node);
  }

  private static JsonNode labels(JsonNode object) {
    return object.path(METADATA).path("labels");
  }

  private static String quoted(String node) {
    return "node \"" + node + "\"";
  }
}
