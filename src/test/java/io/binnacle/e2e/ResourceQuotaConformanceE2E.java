package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of quotas, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class ResourceQuotaConformanceE2E {
  private static void givenQuota(Workbench bench, String name, String hard, String more) {
    bench.create(
        Resources.RESOURCE_QUOTAS,
        """
        {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"%s","labels":{"test":"yes"}},
         "spec":{%s"hard":{%s}}}
        """
            .formatted(name, more, hard));
    bench.until(b -> b.get(Resources.RESOURCE_QUOTAS, name).at("/status/used").isObject());
  }

  private static String used(Workbench bench, String quota, String resource) {
    return bench
        .get(Resources.RESOURCE_QUOTAS, quota)
        .path("status")
        .path("used")
        .path(resource)
        .asText();
  }

  private static void awaitUsed(Workbench bench, String quota, String resource, String amount) {
    bench.untilAsserted(() -> assertThat(used(bench, quota, resource)).isEqualTo(amount));
  }

  /** What is made is counted, and what is deleted no more. */
  private static void countsLife(
      Workbench bench, String counted, GroupVersionResource resource, String json) {
    int before = bench.list(resource, "").size();
    givenQuota(bench, "quota", "\"%s\":\"9\"".formatted(counted), "");
    awaitUsed(bench, "quota", counted, Integer.toString(before));
    bench.create(resource, json);
    awaitUsed(bench, "quota", counted, Integer.toString(before + 1));
    bench.delete(resource, "counted");
    awaitUsed(bench, "quota", counted, Integer.toString(before));
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should create a ResourceQuota and ensure its status is"
          + " promptly calculated. [Conformance]")
  void status(Workbench bench) {
    givenQuota(bench, "quota", "\"pods\":\"5\",\"services\":\"2\"", "");
    awaitUsed(bench, "quota", "pods", "0");
    assertThat(bench.get(Resources.RESOURCE_QUOTAS, "quota").at("/status/hard/services").asText())
        .isEqualTo("2");
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a"
          + " configMap. [Conformance]")
  void configMap(Workbench bench) {
    // The cluster's own ConfigMap comes to each namespace.
    bench.until(b -> b.exists(Resources.CONFIG_MAPS, "kube-root-ca.crt"));
    countsLife(
        bench,
        "configmaps",
        Resources.CONFIG_MAPS,
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"counted\"}}");
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a"
          + " secret. [Conformance]")
  void secret(Workbench bench) {
    countsLife(
        bench,
        "secrets",
        Resources.SECRETS,
        "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"counted\"}}");
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a"
          + " service. [Conformance]")
  void service(Workbench bench) {
    countsLife(
        bench,
        "services",
        Resources.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"counted"},
         "spec":{"ports":[{"port":80}]}}
        """);
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a"
          + " replica set. [Conformance]")
  void replicaSet(Workbench bench) {
    countsLife(
        bench,
        "count/replicasets.apps",
        Resources.REPLICA_SETS,
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"counted"},
         "spec":{"replicas":0,"selector":{"matchLabels":{"app":"web"}},"template":{%s}}}
        """
            .formatted(Workbench.template("web", "", "")));
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a"
          + " replication controller. [Conformance]")
  void replicationController(Workbench bench) {
    countsLife(
        bench,
        "replicationcontrollers",
        Resources.REPLICATION_CONTROLLERS,
        """
        {"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"counted"},
         "spec":{"replicas":0,"selector":{"app":"web"},"template":{%s}}}
        """
            .formatted(Workbench.template("web", "", "")));
  }

  private static void givenPod(Workbench bench, String name, String spec, String resources) {
    bench.create(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},
         "spec":{"automountServiceAccountToken":false,"terminationGracePeriodSeconds":0,%s
           "containers":[{"name":"app","image":"none","resources":{%s}}]}}
        """
            .formatted(name, spec, resources));
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a"
          + " pod. [Conformance]")
  void pod(Workbench bench) {
    givenQuota(
        bench,
        "quota",
        "\"pods\":\"5\",\"requests.cpu\":\"1\",\"requests.memory\":\"500Mi\","
            + "\"requests.ephemeral-storage\":\"50Gi\",\"requests.example.com/dongle\":\"3\"",
        "");
    String amounts =
        "\"cpu\":\"%s\",\"memory\":\"252Mi\",\"ephemeral-storage\":\"30Gi\","
            + "\"example.com/dongle\":\"2\"";
    String fits = "\"requests\":{%1$s},\"limits\":{%1$s}".formatted(amounts.formatted("500m"));
    givenPod(bench, "fits", "", fits);
    awaitUsed(bench, "quota", "requests.cpu", "500m");
    awaitUsed(bench, "quota", "requests.example.com/dongle", "2");
    String tooMuch = "\"requests\":{%1$s},\"limits\":{%1$s}".formatted(amounts.formatted("600m"));
    assertThat(Workbench.refused(() -> givenPod(bench, "second", "", tooMuch)).code())
        .isEqualTo(403);
    assertThat(
            Workbench.refused(() ->
                    bench.patch(
                        Resources.PODS,
                        "fits",
                        "",
                        "{\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"none\","
                            + "\"resources\":{\"requests\":{\"cpu\":\"100m\"}}}]}}"))
                .code())
        .isEqualTo(422);
    bench.delete(Resources.PODS, "fits");
    awaitUsed(bench, "quota", "requests.cpu", "0");
    awaitUsed(bench, "quota", "pods", "0");
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should verify ResourceQuota with best effort scope."
          + " [Conformance]")
  void bestEffort(Workbench bench) {
    givenQuota(bench, "best", "\"pods\":\"5\"", "\"scopes\":[\"BestEffort\"],");
    givenQuota(bench, "other", "\"pods\":\"5\"", "\"scopes\":[\"NotBestEffort\"],");
    countsPod(bench, "best", "other", "", "");
    countsPod(bench, "other", "best", "", "\"requests\":{\"cpu\":\"100m\"}");
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should verify ResourceQuota with terminating scopes."
          + " [Conformance]")
  void terminating(Workbench bench) {
    String hard = "\"pods\":\"5\",\"requests.cpu\":\"1\",\"limits.memory\":\"2Gi\"";
    givenQuota(bench, "ends", hard, "\"scopes\":[\"Terminating\"],");
    givenQuota(bench, "lasts", hard, "\"scopes\":[\"NotTerminating\"],");
    String amounts =
        "\"requests\":{\"cpu\":\"500m\",\"memory\":\"200Mi\"},"
            + "\"limits\":{\"cpu\":\"1\",\"memory\":\"400Mi\"}";
    countsPod(bench, "lasts", "ends", "", amounts);
    countsPod(bench, "ends", "lasts", "\"activeDeadlineSeconds\":3600,", amounts);
  }

  private static void countsPod(
      Workbench bench, String quota, String other, String spec, String resources) {
    givenPod(bench, "counted", spec, resources);
    awaitUsed(bench, quota, "pods", "1");
    awaitUsed(bench, other, "pods", "0");
    bench.delete(Resources.PODS, "counted");
    awaitUsed(bench, quota, "pods", "0");
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should be able to update and delete ResourceQuota."
          + " [Conformance]")
  void updateAndDelete(Workbench bench) {
    givenQuota(bench, "quota", "\"cpu\":\"1\",\"memory\":\"500Mi\"", "");
    ObjectNode changed = bench.get(Resources.RESOURCE_QUOTAS, "quota").deepCopy();
    changed.withObjectProperty("spec").withObjectProperty("hard").put("cpu", "2");
    bench.client().update(Resources.RESOURCE_QUOTAS, bench.namespace(), changed);
    bench.untilAsserted(() ->
        assertThat(bench.get(Resources.RESOURCE_QUOTAS, "quota").at("/status/hard/cpu").asText())
            .isEqualTo("2"));
    bench.delete(Resources.RESOURCE_QUOTAS, "quota");
    assertThat(bench.exists(Resources.RESOURCE_QUOTAS, "quota")).isFalse();
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should manage the lifecycle of a ResourceQuota"
          + " [Conformance]")
  void lifecycle(Workbench bench) {
    givenQuota(bench, "quota", "\"cpu\":\"1\",\"memory\":\"500Mi\"", "");
    assertThat(
            bench
                .client()
                .list(
                    Resources.RESOURCE_QUOTAS,
                    ListOptions.allNamespaces().withLabels(LabelSelector.parse("test=yes")))
                .items())
        .anyMatch(quota -> quota.namespace().equals(bench.namespace()));
    bench.patch(
        Resources.RESOURCE_QUOTAS,
        "quota",
        "",
        "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}},\"spec\":{\"hard\":{\"cpu\":\"3\"}}}");
    assertThat(bench.get(Resources.RESOURCE_QUOTAS, "quota").at("/spec/hard/cpu").asText())
        .isEqualTo("3");
    bench.listsAndDeletesCollection(Resources.RESOURCE_QUOTAS);
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] ResourceQuota should apply changes to a resourcequota status"
          + " [Conformance]")
  void statusChanges(Workbench bench) {
    givenQuota(bench, "quota", "\"cpu\":\"500m\",\"memory\":\"500Mi\"", "");
    bench.patch(
        Resources.RESOURCE_QUOTAS,
        "quota",
        "",
        "{\"spec\":{\"hard\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}}");
    bench.untilAsserted(() ->
        assertThat(bench.get(Resources.RESOURCE_QUOTAS, "quota").at("/status/hard/memory").asText())
            .isEqualTo("1Gi"));
    bench.patch(
        Resources.RESOURCE_QUOTAS,
        "quota",
        "status",
        "{\"status\":{\"hard\":{\"cpu\":\"2\"}},\"spec\":{\"hard\":{\"cpu\":\"9\"}}}");
    assertThat(
            bench
                .client()
                .getRaw(bench.path(Resources.RESOURCE_QUOTAS) + "/quota/status")
                .at("/spec/hard/cpu")
                .asText())
        .isEqualTo("1");
  }
}
