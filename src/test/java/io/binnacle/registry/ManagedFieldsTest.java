package io.binnacle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way to write keeps metadata.managedFields. */
class ManagedFieldsTest {
  private final RegistryFixture fixture = new RegistryFixture();
  private final RequestScope configMaps = fixture.scope("", "configmaps");
  private final RequestScope pods = fixture.scope("", "pods");

  @AfterEach
  void close() {
    fixture.close();
  }

  private static WriteOptions by(String manager) {
    return new WriteOptions(false, WriteOptions.FieldValidation.STRICT, manager, false);
  }

  private static ObjectNode json(String text) {
    return Json.readTrusted(text.replace('\'', '"'));
  }

  private StoredObject patch(
      PatchRequest.Format format, RequestScope scope, WriteOptions options, String document) {
    PatchRequest patch = new PatchRequest(format, json(document));
    return RegistryFixture.await(fixture.registry().patch(scope, "a", patch, options)).object();
  }

  private StoredObject apply(RequestScope scope, String manager, String body) {
    return patch(PatchRequest.Format.APPLY, scope, by(manager), body);
  }

  private StoredObject applyData(String manager, String data) {
    return apply(
        configMaps,
        manager,
        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':" + data + "}");
  }

  private static String fieldsOf(StoredObject object, String manager) {
    for (JsonNode entry : entries(object)) {
      if (entry.path("manager").asText().equals(manager)) {
        return Json.writeText(entry.path("fieldsV1")).replace('"', '\'');
      }
    }
    return "";
  }

  private static JsonNode entries(StoredObject object) {
    return object.object().metadata().path("managedFields");
  }

  private StoredObject createPod() {
    return fixture.create(
        pods,
        "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\","
            + "\"ports\":[{\"containerPort\":80}]}]}}");
  }

  @Test
  void aNewPodsFieldsAreItsCreatorsAndWhatTheServerAddsIsNobodys() {
    StoredObject pod = createPod();
    assertThat(fieldsOf(pod, "test"))
        .contains("'f:containers':{'k:{\\'name\\':\\'c\\'}':{'.':{}")
        .contains(
            "'f:ports':{'.':{},'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},"
                + "'f:containerPort':{},'f:protocol':{}}}")
        .contains("'f:restartPolicy':{}")
        .doesNotContain("f:priority", "f:status", "f:metadata");
  }

  @Test
  void aStatusUpdateOwnsTheStatusAlone() {
    createPod();
    RequestScope status = fixture.scope("", "pods", "status");
    ObjectNode changed = fixture.get(pods, "a").object().copyTree();
    changed.putObject("status").put("phase", "Running");
    changed.withObject("spec").put("nodeName", "ignored");
    StoredObject pod =
        RegistryFixture.await(fixture.registry().update(status, "a", changed, by("kubelet")))
            .object();
    assertThat(fieldsOf(pod, "kubelet")).isEqualTo("{'f:status':{'f:phase':{}}}");
    assertThat(entries(pod).get(0).path("subresource").asText()).isEqualTo("status");
  }

  @Test
  void patchesOfEachFormatOwnWhatTheyChange() {
    applyData("one", "{'a':'1','b':'1','c':'1'}");
    patch(PatchRequest.Format.MERGE, configMaps, by("merge"), "{'data':{'a':'2'}}");
    patch(PatchRequest.Format.STRATEGIC, configMaps, by("strategic"), "{'data':{'b':'2'}}");
    PatchRequest operations =
        new PatchRequest(
            PatchRequest.Format.JSON,
            Json.mapper()
                .createArrayNode()
                .add(json("{'op':'replace','path':'/data/c','value':'2'}")));
    StoredObject object =
        RegistryFixture.await(fixture.registry().patch(configMaps, "a", operations, by("json")))
            .object();
    assertThat(fieldsOf(object, "merge")).isEqualTo("{'f:data':{'f:a':{}}}");
    assertThat(fieldsOf(object, "strategic")).isEqualTo("{'f:data':{'f:b':{}}}");
    assertThat(fieldsOf(object, "json")).isEqualTo("{'f:data':{'f:c':{}}}");
    assertThat(fieldsOf(object, "one")).isEmpty();
  }

  @Test
  void anEmptyListInAnUpdateStopsTracking() {
    applyData("one", "{'a':'1'}");
    ObjectNode changed = fixture.get(configMaps, "a").object().copyTree();
    changed.withObject("metadata").putArray("managedFields");
    assertThat(entries(fixture.update(configMaps, "a", changed)).isMissingNode()).isTrue();
  }

  @Test
  void aRepeatedApplyWritesNothing() {
    StoredObject first = applyData("one", "{'a':'1'}");
    assertThat(applyData("one", "{'a':'1'}").revision()).isEqualTo(first.revision());
  }

  @Test
  void anApplyNeedsANameAndItsKindAndNoOwners() {
    assertThat(catchThrowable(() -> applyData("", "{'a':'1'}")))
        .hasMessageContaining("fieldManager: Required value: is required for apply patch");
    assertThat(
            catchThrowable(() -> apply(configMaps, "one", "{'apiVersion':'v1','kind':'Secret'}")))
        .hasMessage("invalid object type: /v1, Kind=Secret");
    assertThat(
            catchThrowable(() ->
                apply(
                    configMaps,
                    "one",
                    "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'managedFields':[]}}")))
        .hasMessage("metadata.managedFields must be nil");
    assertThat(
            catchThrowable(() ->
                apply(
                    configMaps,
                    "one",
                    "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'namespace':'other'}}")))
        .hasMessageContaining("does not match the namespace sent on the request");
  }

  @Test
  void anApplyMayNameTheVersionItIsMadeFor() {
    applyData("one", "{'a':'1'}");
    ApiException stale =
        (ApiException)
            catchThrowable(() ->
                apply(
                    configMaps,
                    "one",
                    "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a',"
                        + "'resourceVersion':'1'},'data':{'a':'2'}}"));
    assertThat(stale.code()).isEqualTo(409);
    ApiException gone =
        (ApiException)
            catchThrowable(() ->
                RegistryFixture.await(
                    fixture
                        .registry()
                        .patch(
                            configMaps,
                            "b",
                            new PatchRequest(
                                PatchRequest.Format.APPLY,
                                json(
                                    "{'apiVersion':'v1','kind':'ConfigMap',"
                                        + "'metadata':{'name':'b','uid':'x'}}")),
                            by("one"))));
    assertThat(gone).hasMessageContaining("uid mismatch: the provided object specified uid x");
  }

  @Test
  void aDryRunTellsTheOwnersAndStoresNothing() {
    applyData("one", "{'a':'1'}");
    WriteOptions dry = new WriteOptions(true, WriteOptions.FieldValidation.STRICT, "two", true);
    StoredObject tried =
        patch(
            PatchRequest.Format.APPLY,
            configMaps,
            dry,
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':{'a':'2'}}");
    assertThat(fieldsOf(tried, "two")).isEqualTo("{'f:data':{'f:a':{}}}");
    assertThat(fieldsOf(fixture.get(configMaps, "a"), "two")).isEmpty();
  }

  @Test
  void theStatusMayBeApplied() {
    createPod();
    RequestScope status = fixture.scope("", "pods", "status");
    StoredObject pod =
        apply(
            status,
            "one",
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'a'},"
                + "'spec':{'nodeName':'x'},'status':{'message':'m'}}");
    assertThat(pod.object().tree().at("/status/message").asText()).isEqualTo("m");
    assertThat(fieldsOf(pod, "one")).isEqualTo("{'f:status':{'f:message':{}}}");
  }

  @Test
  void theScaleSharesTheOwnersOfTheReplicas() {
    RequestScope controllers = fixture.scope("", "replicationcontrollers");
    RequestScope scale = fixture.scope("", "replicationcontrollers", "scale");
    String applied =
        "{'apiVersion':'v1','kind':'ReplicationController','metadata':{'name':'a'},"
            + "'spec':{'replicas':1,'template':{'metadata':{'labels':{'app':'x'}},"
            + "'spec':{'containers':[{'name':'c','image':'i'}]}}}}";
    apply(controllers, "one", applied);
    String scaleOf = "{'apiVersion':'autoscaling/v1','kind':'Scale','metadata':{'name':'a'},";
    ApiException conflict =
        (ApiException)
            catchThrowable(() -> apply(scale, "two", scaleOf + "'spec':{'replicas':2}}"));
    assertThat(conflict)
        .hasMessage("Apply failed with 1 conflict: conflict with \"one\": .spec.replicas");
    patch(PatchRequest.Format.MERGE, scale, by("scaler"), "{'spec':{'replicas':3}}");
    StoredObject object = fixture.get(controllers, "a");
    assertThat(fieldsOf(object, "scaler")).isEqualTo("{'f:spec':{'f:replicas':{}}}");
    assertThat(fieldsOf(object, "one")).doesNotContain("f:replicas");
    assertThat(catchThrowable(() -> apply(controllers, "one", applied)))
        .hasMessage(
            "Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\""
                + " using v1: .spec.replicas");
  }

  @Test
  void managersHaveNamesOfLimitedLength() {
    applyData("one", "{'a':'1'}");
    ObjectNode changed = fixture.get(configMaps, "a").object().copyTree();
    ((ObjectNode) changed.at("/metadata/managedFields/0")).put("manager", "x".repeat(129));
    assertThat(catchThrowable(() -> fixture.update(configMaps, "a", changed)))
        .hasMessageContaining(
            "metadata.managedFields[0].manager: Too long: may not be more than 128 bytes");
  }
}
