package io.binnacle.controller.rootca;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootCaPublisherTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @Test
  void publishesTheCertificateAndRestoresIt(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("ca.crt"), "PEM");
    fixture.given(Resources.NAMESPACES, "{\"metadata\":{\"name\":\"a\"}}");
    fixture
        .with("binnacle.controller.root-ca-publisher.file", file.toString())
        .start(new RootCaPublisher());
    assertThat(published()).isEqualTo("PEM");
    fixture.api.patch(
        Resources.CONFIG_MAPS,
        "a",
        "kube-root-ca.crt",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"data\":{\"ca.crt\":\"other\"}}"));
    fixture.settle();
    assertThat(published()).isEqualTo("PEM");
  }

  private String published() {
    return fixture
        .api
        .get(Resources.CONFIG_MAPS, "a", "kube-root-ca.crt")
        .tree()
        .at("/data/ca.crt")
        .asText();
  }
}
