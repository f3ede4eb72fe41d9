package io.binnacle.node.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.model.NodePod;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes pods of manifests: JSON or YAML, several documents, lists of pods. A static pod's uid is
 * the hash of its manifest and place, so a changed manifest is another pod.
 */
public final class StaticPods {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final String nodeName;
  private final Clock clock;

  public StaticPods(String nodeName, Clock clock) {
    this.nodeName = nodeName;
    this.clock = clock;
  }

  /**
   * @param source {@code file} or {@code http}
   * @param place the path or URL of the manifest
   * @throws IOException when the manifest holds anything but pods
   */
  List<NodePod> read(byte[] manifest, String source, String place) throws IOException {
    try {
      return pods(manifest, source, place);
    } catch (RuntimeException e) {
      // Fields of other types than a pod has.
      throw new IOException("no pod can be made of it: " + e.getMessage(), e);
    }
  }

  private List<NodePod> pods(byte[] manifest, String source, String place) throws IOException {
    List<NodePod> pods = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(manifest)) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        String kind = document.path("kind").asText();
        if (kind.equals("Pod")) {
          pods.add(pod(document, source, place));
        } else if (kind.equals("PodList") || kind.equals("List")) {
          for (JsonNode item : document.path("items")) {
            pods.add(pod(item, source, place));
          }
        } else if (!document.isNull() && !document.isMissingNode()) {
          throw new IOException("kind \"" + kind + "\" is no Pod");
        }
      }
    }
    return pods;
  }

  private NodePod pod(JsonNode manifest, String source, String place) throws IOException {
    String name = manifest.path("metadata").path("name").asText();
    if (!manifest.isObject() || name.isEmpty() || !manifest.path("spec").isObject()) {
      throw new IOException("a pod needs metadata.name and spec");
    }
    ObjectNode tree = manifest.deepCopy();
    tree.put("apiVersion", "v1");
    tree.put("kind", "Pod");
    ObjectNode metadata = (ObjectNode) tree.path("metadata");
    String uid = metadata.path("uid").asText();
    if (uid.isEmpty()) {
      uid = hash(manifest, place);
    }
    metadata.put("uid", uid);
    metadata.put("name", name + "-" + nodeName);
    if (metadata.path("namespace").asText().isEmpty()) {
      metadata.put("namespace", "default");
    }
    ObjectNode annotations = metadata.withObjectProperty("annotations");
    annotations.put(NodePod.CONFIG_HASH, uid);
    annotations.put(NodePod.CONFIG_SOURCE, source);
    annotations.put("kubernetes.io/config.seen", clock.instant().toString());
    ObjectNode spec = (ObjectNode) tree.path("spec");
    spec.put("nodeName", nodeName);
    // A static pod is not driven away by taints: nobody could run it elsewhere.
    spec.withArrayProperty("tolerations")
        .addObject()
        .put("effect", "NoExecute")
        .put("operator", "Exists");
    NodePod pod = new NodePod(ApiObject.of(tree));
    requireContainers(pod);
    return pod;
  }

  /** Nobody but this class checks static pods before they are run. */
  private static void requireContainers(NodePod pod) throws IOException {
    if (pod.spec().getContainers().isEmpty()) {
      throw new IOException("a pod needs spec.containers");
    }
    for (Container container : pod.allContainers()) {
      if (container.getName() == null || container.getImage() == null) {
        throw new IOException("a container needs name and image");
      }
    }
  }

  private String hash(JsonNode manifest, String place) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((nodeName + "\0" + place + "\0").getBytes(StandardCharsets.UTF_8));
      digest.update(Json.write(manifest));
      return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
