package io.binnacle.registry.core.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodUpdateValidationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"activeDeadlineSeconds\":9 | \"activeDeadlineSeconds\":5 | spec.activeDeadlineSeconds:"
            + " Invalid value: 9: must be less than or equal to previous value",
        "\"schedulingGates\":[{\"name\":\"b\"}] | \"schedulingGates\":[{\"name\":\"a\"}] |"
            + " spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new"
            + " scheduling gate 'b'",
        "\"schedulingGates\":[{\"name\":\"a\"}],\"nodeSelector\":{\"k\":\"w\"} |"
            + " \"schedulingGates\":[{\"name\":\"a\"}],\"nodeSelector\":{\"k\":\"v\"} |"
            + " spec.nodeSelector: Invalid value: {\"k\":\"w\"}: only additions to"
            + " spec.nodeSelector are allowed (no mutations or deletions)",
        "\"tolerations\":[] | \"tolerations\":[{\"key\":\"k\"}] | spec.tolerations: Forbidden:"
            + " existing toleration can not be modified except its tolerationSeconds",
      })
  void refuses(String now, String before, String message) {
    assertThat(
            Messages.of(
                PodUpdateValidation.validate(
                    Json.readTrusted("{" + now + "}"), Json.readTrusted("{" + before + "}"))))
        .containsExactly(message);
  }

  @Test
  void aGatedPodMayBeNarrowed() {
    String gate = "\"schedulingGates\":[{\"name\":\"a\"}]";
    assertThat(
            PodUpdateValidation.validate(
                Json.readTrusted("{" + gate + ",\"nodeSelector\":{\"k\":\"v\",\"l\":\"w\"}}"),
                Json.readTrusted("{" + gate + ",\"nodeSelector\":{\"k\":\"v\"}}")))
        .isEmpty();
  }

  @Test
  void showsWhatMayNotChange() {
    assertThat(
            Messages.of(
                PodUpdateValidation.validate(
                    Json.readTrusted(
                        """
                        {"containers":[{"name":"c","image":"j"}],"hostNetwork":true,
                         "activeDeadlineSeconds":5,"nodeName":"n","schedulerName":"s"}
                        """),
                    Json.readTrusted(
                        """
                        {"containers":[{"name":"c","image":"i"}],"nodeName":"n",
                         "schedulerName":"t","securityContext":{}}
                        """))))
        .containsExactly(
            """
            spec: Forbidden: pod updates may not change fields other than \
            `spec.containers[*].image`,`spec.initContainers[*].image`,\
            `spec.activeDeadlineSeconds`,\
            `spec.tolerations` (only additions to existing tolerations),\
            `spec.terminationGracePeriodSeconds` \
            (allow it to be set to 1 if it was previously negative)
            @@ -44,7 +44,7 @@
              "AutomountServiceAccountToken": null,
              "NodeName": "n",
              "SecurityContext": {
            -  "HostNetwork": false,
            +  "HostNetwork": true,
               "HostPID": false,
               "HostIPC": false,
               "ShareProcessNamespace": null,
            @@ -68,7 +68,7 @@
              "Subdomain": "",
              "SetHostnameAsFQDN": null,
              "Affinity": null,
            - "SchedulerName": "t",
            + "SchedulerName": "s",
              "Tolerations": null,
              "HostAliases": null,
              "PriorityClassName": "",
            """);
  }

  @Test
  void whatEndedForGoodDoesNotRunAgain() {
    String spec = "\"spec\":{\"restartPolicy\":\"Never\"},\"status\":{\"containerStatuses\":";
    assertThat(
            Messages.of(
                PodStatusValidation.validate(
                    Json.readTrusted(
                        "{" + spec + "[{\"name\":\"c\",\"state\":{\"running\":{}}}]}}"),
                    Json.readTrusted(
                        "{"
                            + spec
                            + "[{\"name\":\"c\",\"state\":{\"terminated\":{\"exitCode\":1}}}]}}"))))
        .containsExactly(
            "status.containerStatuses[0].state: Forbidden: may not be transitioned to"
                + " non-terminated state");
  }

  @Test
  void hasOneAddressOfEachFamily() {
    assertThat(
            Messages.of(
                PodStatusValidation.validate(
                    Json.readTrusted(
                        "{\"status\":{\"podIPs\":[{\"ip\":\"1.2.3.4\"},{\"ip\":\"1.2.3.5\"}]}}"),
                    Json.object())))
        .containsExactly(
            "status.podIPs: Invalid value: [{\"ip\":\"1.2.3.4\"},{\"ip\":\"1.2.3.5\"}]: may specify"
                + " no more than one IP for each IP family");
  }
}
