package io.binnacle.controller.localpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.apimachinery.volumes.VolumeMatching;

/** The volume that a claim gets on a node. */
record LocalVolume(ApiObject claim, ApiObject storageClass, ApiObject node) {
  private static final String HOSTNAME = "kubernetes.io/hostname";

  ObjectNode tree(String name) {
    ObjectNode volume = Json.object();
    volume.put("apiVersion", "v1").put("kind", "PersistentVolume");
    ObjectNode metadata = volume.putObject("metadata").put("name", name);
    metadata.putObject("labels").put(LocalPath.NODE, node.name());
    metadata.putObject("annotations").put("pv.kubernetes.io/provisioned-by", LocalPath.PROVISIONER);
    metadata.putArray("finalizers").add(LocalPath.FINALIZER);
    JsonNode asked = claim.tree().path("spec");
    ObjectNode spec = volume.putObject("spec");
    spec.putObject("capacity")
        .set("storage", asked.path("resources").path("requests").path("storage"));
    spec.set("accessModes", asked.path("accessModes").deepCopy());
    spec.put("volumeMode", "Filesystem");
    spec.put("storageClassName", storageClass.name());
    spec.put(
        "persistentVolumeReclaimPolicy",
        storageClass.tree().path("reclaimPolicy").asText("Delete"));
    spec.set("claimRef", VolumeMatching.reference(claim));
    spec.putObject("local").put("path", directory() + "/" + name);
    ObjectNode expression =
        spec.putObject("nodeAffinity")
            .putObject("required")
            .putArray("nodeSelectorTerms")
            .addObject()
            .putArray("matchExpressions")
            .addObject();
    expression.put("key", HOSTNAME).put("operator", "In");
    expression.putArray("values").add(node.labels().getOrDefault(HOSTNAME, node.name()));
    return volume;
  }

  private String directory() {
    return node.annotations().getOrDefault(LocalPath.DIRECTORY, "");
  }
}
