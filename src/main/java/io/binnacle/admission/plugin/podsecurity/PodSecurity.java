package io.binnacle.admission.plugin.podsecurity;

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
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Refuses pods that break the Pod Security Standard which their namespace enforces, and warns of
 * pods and pod templates that break the one of which it wants warnings. Runs over what mutating
 * plugins have made of the object.
 */
@Dependent
public class PodSecurity implements AdmissionPlugin.Validating {
  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
  private static final GroupResource PODS = new GroupResource("", "pods");

  /** Where the pod template of a kind is. */
  private static final Map<GroupResource, String> TEMPLATES =
      Map.of(
          new GroupResource("", "podtemplates"), "template",
          new GroupResource("", "replicationcontrollers"), "spec.template",
          new GroupResource("apps", "replicasets"), "spec.template",
          new GroupResource("apps", "deployments"), "spec.template",
          new GroupResource("apps", "statefulsets"), "spec.template",
          new GroupResource("apps", "daemonsets"), "spec.template",
          new GroupResource("batch", "jobs"), "spec.template",
          new GroupResource("batch", "cronjobs"), "spec.jobTemplate.spec.template");

  /** Subresources that do not change what a pod may do. */
  private static final Set<String> HARMLESS =
      Set.of(
          "exec",
          "attach",
          "binding",
          "eviction",
          "log",
          "portforward",
          "proxy",
          "resize",
          "status");

  private static final List<Check> CHECKS =
      Stream.concat(BaselineChecks.all().stream(), RestrictedChecks.all().stream()).toList();

  private final FreshLookup lookup;
  private final ExistingPods existingPods;

  @Inject
  public PodSecurity(ObjectStore store) {
    this.lookup = new FreshLookup(store);
    this.existingPods = new ExistingPods(store, PodSecurity::violations);
  }

  @Override
  public String name() {
    return "PodSecurity";
  }

  @Override
  public int order() {
    return 250;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null
        || (request.operation() != Operation.CREATE && request.operation() != Operation.UPDATE)) {
      return;
    }
    GroupResource resource = request.resource().groupResource();
    if (resource.equals(NAMESPACES)) {
      validateNamespace(request, object);
    } else if (resource.equals(PODS)) {
      validatePod(request, object);
    } else if (TEMPLATES.containsKey(resource) && request.subresource().isEmpty()) {
      JsonNode template = Trees.at(object, TEMPLATES.get(resource));
      if (template.isObject()) {
        warn(request, policy(request), PodShape.of(template));
      }
    }
  }

  private void validateNamespace(AdmissionRequest request, ObjectNode namespace) {
    if (!request.subresource().isEmpty()) {
      return;
    }
    NamespacePolicy policy = NamespacePolicy.of(namespace);
    ApiObject old = request.oldObject();
    NamespacePolicy before = NamespacePolicy.of(old == null ? Json.object() : old.tree());
    List<FieldError> errors = policy.errors();
    if (!errors.isEmpty() && (old == null || !errors.equals(before.errors()))) {
      throw ApiException.invalid(
          request.kind().group(), request.kind().kind(), request.nameForMessages(), errors);
    }
    if (old != null && isStricter(policy.enforce(), before.enforce())) {
      existingPods.warnings(request.name(), policy.enforce()).forEach(request::addWarning);
    }
  }

  private static boolean isStricter(Standard now, Standard before) {
    return !now.isPrivileged()
        && !now.equals(before)
        && (!now.version().equals(before.version()) || now.level().compareTo(before.level()) > 0);
  }

  private void validatePod(AdmissionRequest request, ObjectNode pod) {
    if (HARMLESS.contains(request.subresource())) {
      return;
    }
    NamespacePolicy policy = policy(request);
    ApiObject old = request.oldObject();
    if (policy.isPrivileged() || (old != null && !isSignificant(pod, old.tree()))) {
      return;
    }
    PodShape shape = PodShape.of(pod);
    List<Violation> broken = violations(policy.enforce(), shape);
    if (!broken.isEmpty()) {
      throw request.forbidden(
          "violates PodSecurity \"" + policy.enforce() + "\": " + Violation.details(broken));
    }
    warn(request, policy, shape);
  }

  private static void warn(AdmissionRequest request, NamespacePolicy policy, PodShape pod) {
    List<Violation> broken = violations(policy.warn(), pod);
    if (!broken.isEmpty()) {
      request.addWarning(
          "would violate PodSecurity \"" + policy.warn() + "\": " + Violation.details(broken));
    }
  }

  private static List<Violation> violations(Standard standard, PodShape pod) {
    return Check.violations(CHECKS, standard, pod);
  }

  private NamespacePolicy policy(AdmissionRequest request) {
    StoredObject namespace =
        lookup.get(request, NAMESPACES, ObjectKey.clusterScoped(request.namespace()));
    return NamespacePolicy.of(namespace == null ? Json.object() : namespace.object().tree());
  }

  /** Other images, tolerations and deadlines change nothing that a standard speaks of. */
  private static boolean isSignificant(JsonNode pod, JsonNode old) {
    return !Trees.same(significant(pod), significant(old));
  }

  private static ObjectNode significant(JsonNode pod) {
    ObjectNode copy = Json.object();
    copy.set("annotations", pod.path("metadata").path("annotations"));
    ObjectNode spec = copy.putObject("spec");
    if (pod.path("spec") instanceof ObjectNode full) {
      spec.setAll(full.deepCopy());
    }
    spec.remove(List.of("activeDeadlineSeconds", "tolerations"));
    List<ObjectNode> containers = new ArrayList<>();
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      containers.addAll(Trees.objects(spec.path(list)));
    }
    containers.forEach(container -> container.remove("image"));
    return copy;
  }
}
