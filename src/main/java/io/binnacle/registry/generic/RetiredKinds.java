package io.binnacle.registry.generic;

import io.binnacle.apimachinery.meta.GroupVersionKind;
import java.util.List;
import java.util.Map;

/**
 * Kinds that Kubernetes once served in versions which it still understands when it reads an object,
 * and refuses as being of another version than the request's; what it never knew it refuses as
 * unknown. (The types of these groups in k8s.io/api, registered in Kubernetes' scheme.)
 */
final class RetiredKinds {
  private static final List<String> RBAC =
      List.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

  private static final List<String> FLOW_CONTROL =
      List.of("FlowSchema", "PriorityLevelConfiguration");

  private static final Map<String, List<String>> KINDS =
      Map.ofEntries(
          Map.entry(
              "extensions/v1beta1",
              List.of(
                  "DaemonSet", "Deployment", "Ingress", "NetworkPolicy", "ReplicaSet", "Scale")),
          Map.entry(
              "apps/v1beta1", List.of("ControllerRevision", "Deployment", "Scale", "StatefulSet")),
          Map.entry(
              "apps/v1beta2",
              List.of(
                  "ControllerRevision",
                  "DaemonSet",
                  "Deployment",
                  "ReplicaSet",
                  "Scale",
                  "StatefulSet")),
          Map.entry("batch/v1beta1", List.of("CronJob")),
          Map.entry("autoscaling/v2beta1", List.of("HorizontalPodAutoscaler")),
          Map.entry("autoscaling/v2beta2", List.of("HorizontalPodAutoscaler")),
          Map.entry("policy/v1beta1", List.of("Eviction", "PodDisruptionBudget")),
          Map.entry("rbac.authorization.k8s.io/v1beta1", RBAC),
          Map.entry("rbac.authorization.k8s.io/v1alpha1", RBAC),
          Map.entry("networking.k8s.io/v1beta1", List.of("Ingress", "IngressClass")),
          Map.entry(
              "storage.k8s.io/v1beta1",
              List.of(
                  "CSIDriver",
                  "CSINode",
                  "CSIStorageCapacity",
                  "StorageClass",
                  "VolumeAttachment")),
          Map.entry("storage.k8s.io/v1alpha1", List.of("CSIStorageCapacity", "VolumeAttachment")),
          Map.entry("scheduling.k8s.io/v1beta1", List.of("PriorityClass")),
          Map.entry("scheduling.k8s.io/v1alpha1", List.of("PriorityClass")),
          Map.entry("coordination.k8s.io/v1beta1", List.of("Lease")),
          Map.entry("discovery.k8s.io/v1beta1", List.of("EndpointSlice")),
          Map.entry("events.k8s.io/v1beta1", List.of("Event")),
          Map.entry("node.k8s.io/v1beta1", List.of("RuntimeClass")),
          Map.entry("node.k8s.io/v1alpha1", List.of("RuntimeClass")),
          Map.entry("certificates.k8s.io/v1beta1", List.of("CertificateSigningRequest")),
          Map.entry("authentication.k8s.io/v1beta1", List.of("SelfSubjectReview", "TokenReview")),
          Map.entry("authentication.k8s.io/v1alpha1", List.of("SelfSubjectReview")),
          Map.entry(
              "authorization.k8s.io/v1beta1",
              List.of(
                  "LocalSubjectAccessReview",
                  "SelfSubjectAccessReview",
                  "SelfSubjectRulesReview",
                  "SubjectAccessReview")),
          Map.entry(
              "admissionregistration.k8s.io/v1beta1",
              List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")),
          Map.entry("flowcontrol.apiserver.k8s.io/v1beta1", FLOW_CONTROL),
          Map.entry("flowcontrol.apiserver.k8s.io/v1beta2", FLOW_CONTROL),
          Map.entry("flowcontrol.apiserver.k8s.io/v1beta3", FLOW_CONTROL));

  private RetiredKinds() {}

  static boolean contain(GroupVersionKind kind) {
    return KINDS.getOrDefault(kind.apiVersion(), List.of()).contains(kind.kind());
  }
}
