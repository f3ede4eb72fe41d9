package io.binnacle.admission.plugin.namespacelifecycle;

import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.admission.FreshLookup;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusCause;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to create objects in namespaces that are missing or on their way out, and to delete the
 * namespaces that the cluster cannot be without. A guard checks the namespace once more under the
 * commit's lock: nothing can slip into a namespace after its emptying has begun.
 */
@Dependent
public class NamespaceLifecycle implements AdmissionPlugin.Mutating {
  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  /** Reviews ask about a namespace; it need not be there. */
  private static final Set<GroupResource> REVIEWS =
      Set.of(
          new GroupResource("authorization.k8s.io", "localsubjectaccessreviews"),
          new GroupResource("authorization.k8s.io", "subjectaccessreviews"),
          new GroupResource("authorization.k8s.io", "selfsubjectaccessreviews"),
          new GroupResource("authorization.k8s.io", "selfsubjectrulesreviews"));

  private final FreshLookup lookup;

  @Inject
  public NamespaceLifecycle(ObjectStore store) {
    this.lookup = new FreshLookup(store);
  }

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public void admit(AdmissionRequest request) {
    GroupResource resource = request.resource().groupResource();
    if (resource.equals(NAMESPACES)) {
      if (request.operation() == Operation.DELETE && IMMORTAL.contains(request.name())) {
        throw request.forbidden("this namespace may not be deleted");
      }
      return;
    }
    if (request.namespace().isEmpty()
        || request.operation() == Operation.DELETE
        || REVIEWS.contains(resource)) {
      return;
    }
    ObjectKey key = ObjectKey.clusterScoped(request.namespace());
    boolean creation = request.operation() == Operation.CREATE;
    check(request, lookup.get(request, NAMESPACES, key), creation);
    if (creation) {
      request.addMutation(
          new Mutation.Guard(state -> check(request, state.get(NAMESPACES, key), true)));
    }
  }

  private static void check(
      AdmissionRequest request, @Nullable StoredObject namespace, boolean creation) {
    if (namespace == null) {
      throw ApiException.notFound(NAMESPACES, request.namespace());
    }
    if (creation && isTerminating(namespace)) {
      throw terminating(request);
    }
  }

  private static boolean isTerminating(StoredObject namespace) {
    return namespace.object().tree().path("status").path("phase").asText().equals("Terminating");
  }

  private static ApiException terminating(AdmissionRequest request) {
    GroupResource resource = request.resource().groupResource();
    String name = request.nameForMessages();
    return ApiException.of(
        StatusReason.FORBIDDEN,
        resource
            + " \""
            + name
            + "\" is forbidden: unable to create new content in namespace "
            + request.namespace()
            + " because it is being terminated",
        resource,
        name,
        List.of(
            new StatusCause(
                "NamespaceTerminating",
                "namespace " + request.namespace() + " is being terminated",
                "metadata.namespace")));
  }
}
