package io.binnacle.controller.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @BeforeEach
  void start() {
    fixture.api.setRaw(
        "/api/v1",
        Json.readTrusted(
            """
            {"resources":[
              {"name":"pods","kind":"Pod","namespaced":true,"verbs":["list","delete"]},
              {"name":"pods/status","kind":"Pod","namespaced":true,"verbs":["get"]},
              {"name":"bindings","kind":"Binding","namespaced":true,"verbs":["create"]},
              {"name":"nodes","kind":"Node","namespaced":false,"verbs":["list","delete"]},
              {"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["list","delete"]}]}
            """));
    fixture.api.setRaw("/apis", Json.readTrusted("{\"groups\":[]}"));
    fixture.given(
        Resources.NAMESPACES,
        """
        {"metadata":{"name":"ns"},"spec":{"finalizers":["kubernetes"]}}
        """);
    fixture.given(Resources.CONFIG_MAPS, "{\"metadata\":{\"name\":\"c\",\"namespace\":\"ns\"}}");
    fixture.given(Resources.CONFIG_MAPS, "{\"metadata\":{\"name\":\"c\",\"namespace\":\"other\"}}");
    fixture.given(Resources.PODS, "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\"}}");
    fixture.start(new NamespaceController());
  }

  private void deleteNamespace() {
    fixture.api.delete(Resources.NAMESPACES, "", "ns", DeleteOptions.defaults());
    fixture.settle();
  }

  @Test
  void leavesALivingNamespaceAlone() {
    assertThat(fixture.api.writes()).isEmpty();
  }

  @Test
  void emptiesATerminatingNamespaceAndLetsItGo() {
    deleteNamespace();
    assertThat(fixture.api.find(Resources.NAMESPACES, "", "ns")).isEmpty();
    assertThat(fixture.names(Resources.PODS)).isEmpty();
    assertThat(fixture.api.all(Resources.CONFIG_MAPS))
        .extracting(object -> object.namespace())
        .containsExactly("other");
    assertThat(fixture.api.writes())
        .containsExactly(
            "delete namespaces ns",
            "delete pods ns/p",
            "delete configmaps ns/c",
            "update namespaces/status ns",
            "update namespaces/finalize ns");
  }

  @Test
  void waitsForPodsBeforeItDeletesTheRestAndSaysWhy() {
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    deleteNamespace();
    assertThat(fixture.names(Resources.CONFIG_MAPS)).hasSize(2);
    var status = fixture.api.get(Resources.NAMESPACES, "", "ns").tree().path("status");
    assertThat(status.path("phase").asText()).isEqualTo("Terminating");
    assertThat(status.path("conditions"))
        .filteredOn(condition -> condition.path("status").asText().equals("True"))
        .extracting(condition -> condition.path("message").asText())
        .containsExactly("Some resources are remaining: pods. has 1 resource instances");

    fixture.api.remove(Resources.PODS, "ns", "p");
    fixture.advance(Duration.ofSeconds(2));
    assertThat(fixture.api.find(Resources.NAMESPACES, "", "ns")).isEmpty();
  }

  @Test
  void deletesNothingElseWhileItIsNotKnownWhetherPodsAreLeft() {
    fixture.api.failWhen(call ->
        call.verb().equals("list") && call.resource().equals(Resources.PODS)
            ? Optional.of(ApiException.serviceUnavailable("not now"))
            : Optional.empty());
    deleteNamespace();
    assertThat(fixture.names(Resources.CONFIG_MAPS)).hasSize(2);
    fixture.api.failWhen(call -> Optional.empty());
    fixture.advance(Duration.ofSeconds(5));
    assertThat(fixture.api.find(Resources.NAMESPACES, "", "ns")).isEmpty();
  }

  @Test
  void keepsANamespaceWhileFinalizersKeepItsContent() {
    fixture.given(
        Resources.CONFIG_MAPS,
        "{\"metadata\":{\"name\":\"kept\",\"namespace\":\"ns\",\"finalizers\":[\"a/b\"]}}");
    deleteNamespace();
    fixture.advance(Duration.ofSeconds(5));
    var conditions =
        fixture.api.get(Resources.NAMESPACES, "", "ns").tree().path("status").path("conditions");
    assertThat(conditions)
        .filteredOn(condition -> condition.path("status").asText().equals("True"))
        .extracting(condition -> condition.path("reason").asText())
        .containsExactly("SomeResourcesRemain", "SomeFinalizersRemain");
  }
}
