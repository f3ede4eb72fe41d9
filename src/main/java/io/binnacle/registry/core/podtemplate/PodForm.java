package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.InternalForm;
import java.util.List;

/** How messages show specifications of pods. */
public final class PodForm {
  /** What Kubernetes' internal types have in the security context. */
  private static final List<String> HOST_FIELDS =
      List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers");

  private static final InternalForm NAME = InternalForm.empty().texts("Name");

  private static final InternalForm SECURITY =
      InternalForm.empty()
          .flags("HostNetwork", "HostPID", "HostIPC")
          .optional("ShareProcessNamespace", "HostUsers")
          .nested("SELinuxOptions", SecurityContextValidation.SE_LINUX)
          .nested("WindowsOptions", SecurityContextValidation.WINDOWS)
          .optional(
              "RunAsUser",
              "RunAsGroup",
              "RunAsNonRoot",
              "SupplementalGroups",
              "SupplementalGroupsPolicy",
              "FSGroup",
              "FSGroupChangePolicy")
          .nested("Sysctls", InternalForm.empty().texts("Name", "Value"))
          .nested("SeccompProfile", SecurityContextValidation.PROFILE)
          .nested("AppArmorProfile", SecurityContextValidation.PROFILE)
          .optional("SELinuxChangePolicy");

  private static final InternalForm REQUIREMENT =
      InternalForm.empty().texts("Key", "Operator").optional("Values");
  private static final InternalForm NODE_TERM =
      InternalForm.empty()
          .nested("MatchExpressions", REQUIREMENT)
          .nested("MatchFields", REQUIREMENT);
  private static final InternalForm POD_TERM =
      InternalForm.empty()
          .optional("LabelSelector", "Namespaces")
          .texts("TopologyKey")
          .optional("NamespaceSelector", "MatchLabelKeys", "MismatchLabelKeys");
  private static final InternalForm POD_AFFINITY =
      InternalForm.empty()
          .nested("RequiredDuringSchedulingIgnoredDuringExecution", POD_TERM)
          .nested(
              "PreferredDuringSchedulingIgnoredDuringExecution",
              InternalForm.empty().numbers("Weight").structure("PodAffinityTerm", POD_TERM));
  private static final InternalForm AFFINITY =
      InternalForm.empty()
          .nested(
              "NodeAffinity",
              InternalForm.empty()
                  .nested(
                      "RequiredDuringSchedulingIgnoredDuringExecution",
                      InternalForm.empty().nested("NodeSelectorTerms", NODE_TERM))
                  .nested(
                      "PreferredDuringSchedulingIgnoredDuringExecution",
                      InternalForm.empty().numbers("Weight").structure("Preference", NODE_TERM)))
          .nested("PodAffinity", POD_AFFINITY)
          .nested("PodAntiAffinity", POD_AFFINITY);

  private static final InternalForm DNS =
      InternalForm.empty()
          .optional("Nameservers", "Searches")
          .nested("Options", InternalForm.empty().texts("Name").optional("Value"));

  private static final InternalForm SPREAD =
      InternalForm.empty()
          .numbers("MaxSkew")
          .texts("TopologyKey", "WhenUnsatisfiable")
          .optional(
              "LabelSelector",
              "MinDomains",
              "NodeAffinityPolicy",
              "NodeTaintsPolicy",
              "MatchLabelKeys");

  private static final InternalForm SPEC =
      InternalForm.empty()
          .nested("Volumes", VolumeForm.VOLUME)
          .nested("InitContainers", ContainerForm.CONTAINER)
          .nested("Containers", ContainerForm.CONTAINER)
          .nested("EphemeralContainers", ContainerForm.EPHEMERAL)
          .texts("RestartPolicy")
          .optional("TerminationGracePeriodSeconds", "ActiveDeadlineSeconds")
          .texts("DNSPolicy")
          .optional("NodeSelector")
          .texts("ServiceAccountName")
          .optional("AutomountServiceAccountToken")
          .texts("NodeName")
          .nested("SecurityContext", SECURITY)
          .nested("ImagePullSecrets", NAME)
          .texts("Hostname", "Subdomain")
          .optional("SetHostnameAsFQDN")
          .nested("Affinity", AFFINITY)
          .texts("SchedulerName")
          .nested("Tolerations", SchedulingValidation.TOLERATION)
          .nested("HostAliases", InternalForm.empty().texts("IP").optional("Hostnames"))
          .texts("PriorityClassName")
          .optional("Priority", "PreemptionPolicy")
          .nested("DNSConfig", DNS)
          .nested("ReadinessGates", InternalForm.empty().texts("ConditionType"))
          .optional("RuntimeClassName", "Overhead", "EnableServiceLinks")
          .nested("TopologySpreadConstraints", SPREAD)
          .nested("OS", NAME)
          .nested("SchedulingGates", NAME)
          .nested("ResourceClaims", ResourceClaimValidation.CLAIM)
          .nested("Resources", ContainerForm.RESOURCES)
          .optional("HostnameOverride")
          .nested("SchedulingGroup", InternalForm.empty().optional("PodGroupName"));

  private PodForm() {}

  /** The differences of two specifications as a message shows them. */
  public static String diff(JsonNode before, JsonNode now) {
    return SPEC.diff(internal(before), internal(now));
  }

  private static ObjectNode internal(JsonNode spec) {
    ObjectNode internal = spec.deepCopy();
    ObjectNode security = Trees.child(internal, "securityContext");
    for (String field : HOST_FIELDS) {
      Trees.setOrRemove(security, field, internal.get(field));
    }
    return internal;
  }
}
