package io.binnacle.registry.core.persistentvolumeclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.registry.RegistryFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PersistentVolumeClaimUpdateTest {
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String IMMUTABLE =
      "PersistentVolumeClaim \"c\" is invalid: spec: Forbidden: spec is immutable after creation"
          + " except resources.requests and volumeAttributesClassName for bound claims\n";

  private final RegistryFixture fixture = new RegistryFixture();

  @BeforeEach
  void create() {
    fixture.create(
        CLAIMS,
        """
        {"metadata":{"name":"c"},"spec":{"accessModes":["ReadWriteOnce"],
         "storageClassName":"x","resources":{"requests":{"storage":"1Gi"}}}}
        """);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void update(String spec) {
    fixture.merge(CLAIMS, "c", "{\"spec\":{" + spec + "}}");
  }

  private void bind() {
    fixture.merge(fixture.scope("", CLAIMS, "status"), "c", "{\"status\":{\"phase\":\"Bound\"}}");
  }

  @Test
  void showsWhatMayNotChange() {
    assertThatThrownBy(() -> update("\"storageClassName\":\"y\""))
        .hasMessage(
            IMMUTABLE
                + """
                @@ -10,7 +10,7 @@
                   }
                  },
                  "VolumeName": "",
                - "StorageClassName": "x",
                + "StorageClassName": "y",
                  "VolumeMode": "Filesystem",
                  "DataSource": null,
                  "DataSourceRef": null,
                """);
  }

  @Test
  void doesNotShowWhatMayChange() {
    assertThatThrownBy(() -> update("\"volumeName\":\"v\",\"accessModes\":[\"ReadWriteMany\"]"))
        .hasMessage(
            IMMUTABLE
                + """
                @@ -1,6 +1,6 @@
                 {
                  "AccessModes": [
                -  "ReadWriteOnce"
                +  "ReadWriteMany"
                  ],
                  "Selector": null,
                  "Resources": {
                """);
  }

  @Test
  void onlyABoundClaimMayGrow() {
    String larger = "\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}";
    assertThatThrownBy(() -> update(larger))
        .hasMessageContaining("-   \"storage\": \"1Gi\"\n+   \"storage\": \"2Gi\"\n");
    bind();
    update(larger);
    assertThat(
            fixture
                .get(fixture.scope("", CLAIMS), "c")
                .object()
                .tree()
                .at("/spec/resources/requests/storage")
                .asText())
        .isEqualTo("2Gi");
  }

  @Test
  void aBoundClaimChangesItsAttributesButDoesNotLoseThem() {
    bind();
    update("\"volumeAttributesClassName\":\"fast\"");
    update("\"volumeAttributesClassName\":\"faster\"");
    assertThatThrownBy(() -> update("\"volumeAttributesClassName\":null"))
        .hasMessageContaining("- \"VolumeAttributesClassName\": \"faster\"\n")
        .hasMessageContaining("update from non-nil value to nil is forbidden");
  }
}
