package io.binnacle.registry.core.podtemplate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.Messages;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pod's specification may not say, and the words and the place of each refusal. */
class PodValidationTest {
  /** A pod that is good, but for the fields given. */
  private static ObjectNode pod(String metadata, String spec) {
    ObjectNode pod =
        (ObjectNode)
            Json.readTrusted(
                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"serviceAccountName\":\"s\","
                    + "\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}");
    Trees.child(pod, "metadata").setAll((ObjectNode) Json.readTrusted("{" + metadata + "}"));
    Trees.child(pod, "spec").setAll((ObjectNode) Json.readTrusted("{" + spec + "}"));
    PodDefaults.applyToPod(Trees.child(pod, "spec"));
    return pod;
  }

  private static List<String> refusals(String spec) {
    return Messages.of(PodValidation.validate(pod("", spec)));
  }

  /** A pod whose container has the fields given. */
  private static List<String> containerRefusals(String container) {
    return refusals("\"containers\":[{\"name\":\"c\",\"image\":\"x\"," + container + "}]");
  }

  @Test
  void refusesNothingOfAPlainPod() {
    assertThat(refusals("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"restartPolicy\":\"X\" | spec.restartPolicy: Unsupported value: \"X\": supported values:"
            + " \"Always\", \"OnFailure\", \"Never\"",
        "\"dnsPolicy\":\"X\" | spec.dnsPolicy: Unsupported value: \"X\": supported values:"
            + " \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\"",
        "\"dnsPolicy\":\"None\" | spec.dnsConfig: Required value: must provide `dnsConfig` when"
            + " `dnsPolicy` is None",
        "\"dnsConfig\":{\"nameservers\":[\"x\"]} | spec.dnsConfig.nameservers[0]: Invalid value:"
            + " \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        "\"dnsConfig\":{\"options\":[{\"value\":\"1\"}]} | spec.dnsConfig.options[0]: Required"
            + " value: must not be empty",
        "\"hostUsers\":false,\"hostPID\":true | spec.HostPID: Forbidden: when `pod.Spec.HostUsers`"
            + " is false",
        "\"preemptionPolicy\":\"X\" | spec.preemptionPolicy: Unsupported value: \"X\": supported"
            + " values: \"PreemptLowerPriority\", \"Never\"",
        "\"activeDeadlineSeconds\":0 | spec.activeDeadlineSeconds: Invalid value: 0: must be"
            + " between 1 and 2147483647, inclusive",
        "\"hostAliases\":[{\"ip\":\"x\"}] | spec.hostAliases[0].ip: Invalid value: \"x\": must be a"
            + " valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        "\"os\":{\"name\":\"plan9\"} | spec.os: Unsupported value: \"plan9\": supported values:"
            + " \"linux\", \"windows\"",
        "\"os\":{\"name\":\"windows\"},\"securityContext\":{\"fsGroup\":1} |"
            + " spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod",
        "\"os\":{\"name\":\"linux\"},\"securityContext\":{\"windowsOptions\":{}} |"
            + " spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for"
            + " a linux pod",
        "\"shareProcessNamespace\":true,\"hostPID\":true |"
            + " spec.securityContext.shareProcessNamespace: Invalid value: true:"
            + " ShareProcessNamespace and HostPID cannot both be enabled",
        "\"securityContext\":{\"supplementalGroupsPolicy\":\"X\"} |"
            + " spec.securityContext.supplementalGroupsPolicy: Unsupported value: \"X\": supported"
            + " values: \"Merge\", \"Strict\"",
        "\"securityContext\":{\"appArmorProfile\":{\"type\":\"Localhost\"}} |"
            + " spec.securityContext.appArmorProfile.localhostProfile: Required value: must be set"
            + " when AppArmor type is Localhost",
        "\"hostNetwork\":true,\"securityContext\":{\"sysctls\":[{\"name\":\"net.a\",\"value\":\"1\"}]}"
            + " | spec.securityContext.sysctls[0].name: Invalid value: \"net.a\": may not be"
            + " specified when 'hostNetwork' is true",
        "\"resourceClaims\":[{\"name\":\"r\"}] | spec.resourceClaims[0]: Invalid value:"
            + " {\"Name\":\"r\",\"ResourceClaimName\":null,\"ResourceClaimTemplateName\":null}:"
            + " must specify one of: `resourceClaimName`, `resourceClaimTemplateName`",
        "\"resources\":{\"requests\":{\"pods\":\"1\"}} | spec.resources.requests[pods]: Unsupported"
            + " value: \"pods\": supported values: \"cpu\", \"hugepages-\", \"memory\"",
        "\"readinessGates\":[{\"conditionType\":\"\"}] | spec.readinessGates[0].conditionType:"
            + " Invalid value: \"\": name part must be non-empty",
      })
  void refusesOfAPod(String spec, String message) {
    assertThat(refusals(spec)).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"restartPolicyRules\":[{\"action\":\"Restart\"}] | spec.containers[0].restartPolicy:"
            + " Required value: must specify restartPolicy when restart rules are used",
        "\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\"}] |"
            + " spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
        "\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\",\"mountPropagation\":\"Bidirectional\"}]"
            + " | spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount"
            + " propagation is available only to privileged containers",
        "\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\",\"recursiveReadOnly\":\"Enabled\"}] |"
            + " spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified"
            + " when readOnly is true",
        "\"env\":[{\"name\":\"A\",\"valueFrom\":{\"resourceFieldRef\":{\"resource\":\"limits.gold\"}}}]"
            + " | spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value:"
            + " \"limits.gold\": supported values: \"limits.cpu\", \"limits.ephemeral-storage\","
            + " \"limits.memory\", \"requests.cpu\", \"requests.ephemeral-storage\","
            + " \"requests.memory\"",
        "\"env\":[{\"name\":\"A\",\"valueFrom\":{\"resourceFieldRef\":{\"resource\":\"limits.cpu\","
            + "\"divisor\":\"2\"}}}] | spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor:"
            + " Invalid value: \"limits.cpu\": only divisor's values 1m and 1 are supported with"
            + " the cpu resource",
        "\"envFrom\":[{}] | spec.containers[0].envFrom: Invalid value: \"\": must specify one of:"
            + " `configMapRef` or `secretRef`",
        "\"livenessProbe\":{\"httpGet\":{\"port\":80,\"httpHeaders\":[{\"name\":\"a b\"}]}} |"
            + " spec.containers[0].livenessProbe.httpGet.httpHeaders: Invalid value: \"a b\": a valid"
            + " HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name',"
            + " regex used for validation is '[-A-Za-z0-9]+')",
        "\"lifecycle\":{\"preStop\":{\"sleep\":{\"seconds\":31}}} |"
            + " spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative"
            + " and less than terminationGracePeriodSeconds (30)",
        "\"resources\":{\"limits\":{\"hugepages-2Mi\":\"3Mi\",\"cpu\":\"1\"}} |"
            + " spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is"
            + " not positive integer multiple of hugepages-2Mi",
        "\"resources\":{\"limits\":{\"hugepages-2Mi\":\"2Mi\"}} | spec.containers[0].resources:"
            + " Forbidden: HugePages require cpu or memory",
        "\"resources\":{\"claims\":[{\"name\":\"r\"}]} | spec.containers[0].resources.claims[0]: Not"
            + " found: \"r\": must be one of the names in pod.spec.resourceClaims which is empty",
        "\"resizePolicy\":[{\"resourceName\":\"gold\",\"restartPolicy\":\"NotRequired\"}] |"
            + " spec.containers[0].resizePolicy: Unsupported value: \"gold\": supported values:"
            + " \"cpu\", \"memory\"",
        "\"securityContext\":{\"procMount\":\"Unmasked\"} |"
            + " spec.containers[0].securityContext.procMount: Invalid value: \"Unmasked\":"
            + " `hostUsers` must be false to use `Unmasked`",
        "\"securityContext\":{\"windowsOptions\":{\"runAsUserName\":\"...\"}} |"
            + " spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid value:"
            + " \"...\": runAsUserName's User cannot contain only periods or spaces",
      })
  void refusesOfAContainer(String container, String message) {
    assertThat(containerRefusals(container)).contains(message);
  }

  @Test
  void showsAWholeSecurityContextAsKubernetesHasIt() {
    assertThat(
            containerRefusals(
                "\"securityContext\":{\"privileged\":true,\"allowPrivilegeEscalation\":false}"))
        .containsExactly(
            "spec.containers[0].securityContext: Invalid value:"
                + " {\"Capabilities\":null,\"Privileged\":true,\"SELinuxOptions\":null,"
                + "\"WindowsOptions\":null,\"RunAsUser\":null,\"RunAsGroup\":null,"
                + "\"RunAsNonRoot\":null,\"ReadOnlyRootFilesystem\":null,"
                + "\"AllowPrivilegeEscalation\":false,\"ProcMount\":null,\"SeccompProfile\":null,"
                + "\"AppArmorProfile\":null}: cannot set `allowPrivilegeEscalation` to false and"
                + " `privileged` to true");
  }

  @Test
  void namesOfContainersAreOneSet() {
    assertThat(refusals("\"initContainers\":[{\"name\":\"c\",\"image\":\"x\"}]"))
        .containsExactly("spec.initContainers[0].name: Duplicate value: \"c\"");
  }

  @Test
  void onlySidecarsHaveProbesBeforeTheContainersStart() {
    String probe = "\"livenessProbe\":{\"exec\":{\"command\":[\"x\"]}}";
    assertThat(refusals("\"initContainers\":[{\"name\":\"i\",\"image\":\"x\"," + probe + "}]"))
        .containsExactly(
            "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers"
                + " without restartPolicy=Always");
    assertThat(
            refusals(
                "\"initContainers\":[{\"name\":\"i\",\"image\":\"x\",\"restartPolicy\":\"Always\","
                    + probe
                    + "}]"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"name\":\"v\",\"emptyDir\":{},\"hostPath\":{\"path\":\"/x\"}} |"
            + " spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
        "{\"name\":\"v\",\"hostPath\":{\"path\":\"/x\",\"type\":\"X\"}} |"
            + " spec.volumes[0].hostPath.type: Unsupported value: \"X\": supported values: \"\","
            + " \"BlockDevice\", \"CharDevice\", \"Directory\", \"DirectoryOrCreate\", \"File\","
            + " \"FileOrCreate\", \"Socket\"",
        "{\"name\":\"v\",\"configMap\":{\"name\":\"m\",\"items\":[{\"key\":\"k\",\"path\":\"..a\"}]}}"
            + " | spec.volumes[0].configMap.items[0].path: Invalid value: \"..a\": must not start"
            + " with '..'",
        "{\"name\":\"v\",\"iscsi\":{\"targetPortal\":\"p\",\"iqn\":\"x\"}} |"
            + " spec.volumes[0].iscsi.iqn: Invalid value: \"x\": must be valid format starting with"
            + " iqn, eui, or naa",
        "{\"name\":\"v\",\"gcePersistentDisk\":{\"pdName\":\"\"}} |"
            + " spec.volumes[0].persistentDisk.pdName: Required value",
        "{\"name\":\"v\",\"flexVolume\":{\"driver\":\"d\",\"options\":{\"a.k8s.io/x\":\"\"}}} |"
            + " spec.volumes[0].flexVolume.options[a.k8s.io/x]: Invalid value: \"a.k8s.io/x\":"
            + " kubernetes.io and k8s.io namespaces are reserved",
        "{\"name\":\"v\",\"downwardAPI\":{\"items\":[{\"path\":\"p\"}]}} |"
            + " spec.volumes[0].downwardAPI: Required value: one of fieldRef and resourceFieldRef"
            + " is required",
        "{\"name\":\"v\",\"projected\":{\"sources\":[{\"serviceAccountToken\":{\"path\":\"t\","
            + "\"expirationSeconds\":1}}]}} |"
            + " spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid"
            + " value: 1: may not specify a duration less than 10 minutes",
        "{\"name\":\"v\",\"projected\":{\"sources\":[{\"secret\":{\"name\":\"s\"},\"configMap\":"
            + "{\"name\":\"m\"}}]}} | spec.volumes[0].projected.sources[0]: Forbidden: may not"
            + " specify more than 1 volume type per source",
        "{\"name\":\"v\",\"projected\":{\"sources\":[{\"clusterTrustBundle\":{\"path\":\"p\"}}]}} |"
            + " spec.volumes[0].projected.sources[0].clusterTrustBundle: Required value: either"
            + " name or signerName must be specified",
        "{\"name\":\"v\",\"image\":{\"pullPolicy\":\"Never\"}} | spec.volumes[0].image.reference:"
            + " Required value",
        "{\"name\":\"v\",\"ephemeral\":{\"volumeClaimTemplate\":{\"metadata\":{\"name\":\"x\"},"
            + "\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":"
            + "{\"storage\":\"1\"}}}}}} |"
            + " spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be"
            + " set",
      })
  void refusesOfAVolume(String volume, String message) {
    assertThat(refusals("\"volumes\":[" + volume + "]")).containsExactly(message);
  }

  @Test
  void aVolumeThatIsWrongCannotBeMounted() {
    assertThat(
            refusals(
                "\"volumes\":[{\"name\":\"v\",\"secret\":{}}],\"containers\":[{\"name\":\"c\","
                    + "\"image\":\"x\",\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\"}]}]"))
        .containsExactly(
            "spec.volumes[0].secret.secretName: Required value",
            "spec.containers[0].volumeMounts[0].name: Not found: \"v\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":"
            + "{\"nodeSelectorTerms\":[{\"matchFields\":[{\"key\":\"a\",\"operator\":\"In\","
            + "\"values\":[\"x\"]}]}]}}} |"
            + " spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution."
            + "nodeSelectorTerms[0].matchFields[0].key: Invalid value: \"a\": not a valid field"
            + " selector key",
        "\"affinity\":{\"podAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":"
            + "[{\"topologyKey\":\"z\",\"matchLabelKeys\":[\"a\"]}]}} |"
            + " spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]."
            + "matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
        "\"topologySpreadConstraints\":[{\"maxSkew\":1,\"topologyKey\":\"z\",\"whenUnsatisfiable\":"
            + "\"ScheduleAnyway\",\"minDomains\":2}] |"
            + " spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use"
            + " minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway",
        "\"topologySpreadConstraints\":[{\"maxSkew\":1,\"topologyKey\":\"z\",\"whenUnsatisfiable\":"
            + "\"DoNotSchedule\",\"nodeTaintsPolicy\":\"X\"}] |"
            + " spec.topologySpreadConstraints[0].nodeTaintsPolicy: Unsupported value: \"X\":"
            + " supported values: \"Honor\", \"Ignore\"",
        "\"tolerations\":[{\"key\":\"k\",\"operator\":\"Exists\",\"value\":\"v\"}] |"
            + " spec.tolerations[0].operator: Invalid value: {\"Key\":\"k\",\"Operator\":\"Exists\","
            + "\"Value\":\"v\",\"Effect\":\"\",\"TolerationSeconds\":null}: value must be empty when"
            + " `operator` is 'Exists'",
        "\"tolerations\":[{\"key\":\"k\",\"effect\":\"X\"}] | spec.tolerations[0].effect:"
            + " Unsupported value: \"X\": supported values: \"NoSchedule\", \"PreferNoSchedule\","
            + " \"NoExecute\"",
      })
  void refusesOfPlacement(String spec, String message) {
    assertThat(refusals(spec)).containsExactly(message);
  }

  @Test
  void annotationsThatMeanSomethingAreChecked() {
    JsonNode pod =
        pod(
            "\"annotations\":{\"controller.kubernetes.io/pod-deletion-cost\":\"x\","
                + "\"kubernetes.io/config.mirror\":\"m\","
                + "\"container.apparmor.security.beta.kubernetes.io/z\":\"odd\"}",
            "");
    assertThat(Messages.of(PodValidation.validate(pod)))
        .containsExactly(
            "metadata.annotations[kubernetes.io/config.mirror]: Invalid value: \"m\": must set"
                + " spec.nodeName if mirror pod annotation is set",
            "metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value:"
                + " \"x\": must be a 32bit integer",
            "metadata.annotations[container.apparmor.security.beta.kubernetes.io/z]: Invalid"
                + " value: \"z\": container not found",
            "metadata.annotations[container.apparmor.security.beta.kubernetes.io/z]: Invalid"
                + " value: \"odd\": invalid AppArmor profile name: \"odd\"");
  }

  @Test
  void aPodWithGatesHasNoNodeYet() {
    JsonNode pod = pod("", "\"nodeName\":\"n\",\"schedulingGates\":[{\"name\":\"g\"}]");
    assertThat(Messages.of(PodValidation.validateCreate(pod)))
        .containsExactly(
            "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared");
  }

  @Test
  void tokensNeedAnAccount() {
    assertThat(
            refusals(
                "\"serviceAccountName\":\"\",\"volumes\":[{\"name\":\"v\",\"projected\":"
                    + "{\"sources\":[{\"serviceAccountToken\":{\"path\":\"t\"}}]}}]"))
        .containsExactly(
            "spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be"
                + " specified when serviceAccountName is not set");
  }
}
