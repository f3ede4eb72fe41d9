package io.binnacle.registry.core.pod;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.RequestScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EphemeralContainersTest {
  private static final String REFUSED =
      "Pod \"p\" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers"
          + " \"debug\" may not be ";

  private final RegistryFixture fixture = new RegistryFixture();
  private final RequestScope containers = fixture.scope("", "pods", "ephemeralcontainers");

  @BeforeEach
  void create() {
    fixture.create(
        "pods",
        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
    put(
        "{\"name\":\"debug\",\"image\":\"busybox\",\"targetContainerName\":\"c\",\"command\":[\"sh\"]}");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void put(String container) {
    fixture.merge(containers, "p", "{\"spec\":{\"ephemeralContainers\":[" + container + "]}}");
  }

  @Test
  void showsWhatMayNotChange() {
    assertThatThrownBy(() ->
            put(
                """
                {"name":"debug","image":"other","targetContainerName":"c","command":["sh"],
                 "securityContext":{"privileged":false}}
                """))
        .hasMessage(
            REFUSED
                + """
                changed
                @@ -1,6 +1,6 @@
                 {
                  "Name": "debug",
                - "Image": "busybox",
                + "Image": "other",
                  "Command": [
                   "sh"
                  ],
                @@ -26,7 +26,20 @@
                  "TerminationMessagePath": "/dev/termination-log",
                  "TerminationMessagePolicy": "File",
                  "ImagePullPolicy": "Always",
                - "SecurityContext": null,
                + "SecurityContext": {
                +  "Capabilities": null,
                +  "Privileged": false,
                +  "SELinuxOptions": null,
                +  "WindowsOptions": null,
                +  "RunAsUser": null,
                +  "RunAsGroup": null,
                +  "RunAsNonRoot": null,
                +  "ReadOnlyRootFilesystem": null,
                +  "AllowPrivilegeEscalation": null,
                +  "ProcMount": null,
                +  "SeccompProfile": null,
                +  "AppArmorProfile": null
                + },
                  "Stdin": false,
                  "StdinOnce": false,
                  "TTY": false,
                """);
  }

  @Test
  void mayNotBeRemoved() {
    assertThatThrownBy(() -> put("{\"name\":\"new\",\"image\":\"i\"}"))
        .hasMessage(REFUSED + "removed\n");
  }
}
