package io.binnacle.controller.attachdetach;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Deletion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The VolumeAttachments that this controller has made: those whose names it forms. Others are their
 * makers' business. Safe for any thread.
 */
final class Attachments {
  private static final Pattern OURS = Pattern.compile("csi-[0-9a-f]{64}");
  private static final String BY_VOLUME = "persistentVolumeName";
  private static final String BY_NODE = "nodeName";

  private final ApiClient client;
  private final Lister attachments;

  /** Made, and not yet seen: the node by the volume. */
  private final Map<String, String> unseen = new ConcurrentHashMap<>();

  Attachments(ApiClient client, SharedInformer informer) {
    this.client = client;
    informer.addIndexer(BY_VOLUME, attachment -> List.of(volume(attachment)));
    informer.addIndexer(BY_NODE, attachment -> List.of(node(attachment)));
    this.attachments = informer.lister();
  }

  static String volume(ApiObject attachment) {
    return attachment.tree().at("/spec/source/persistentVolumeName").asText();
  }

  static String node(ApiObject attachment) {
    return attachment.tree().at("/spec/nodeName").asText();
  }

  static boolean isAttached(ApiObject attachment) {
    return attachment.tree().at("/status/attached").asBoolean() && !attachment.isBeingDeleted();
  }

  List<ApiObject> ofVolume(String volume) {
    return ours(attachments.byIndex(BY_VOLUME, volume));
  }

  List<ApiObject> ofNode(String node) {
    return ours(attachments.byIndex(BY_NODE, node));
  }

  private static List<ApiObject> ours(List<ApiObject> found) {
    return found.stream().filter(one -> OURS.matcher(one.name()).matches()).toList();
  }

  /** Whether another node has the volume, or is about to, or has not yet given it back. */
  boolean isElsewhere(CsiVolume volume, String node) {
    String made = unseen.get(volume.name());
    if (made != null && isSeenOrGone(volume, made)) {
      unseen.remove(volume.name());
    } else if (made != null && !made.equals(node)) {
      return true;
    }
    return ofVolume(volume.name()).stream().anyMatch(one -> !node(one).equals(node));
  }

  private boolean isSeenOrGone(CsiVolume volume, String node) {
    if (ofVolume(volume.name()).stream().anyMatch(one -> node(one).equals(node))) {
      return true;
    }
    try {
      client.get(Resources.VOLUME_ATTACHMENTS, "", volume.attachmentName(node));
      return false;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return true;
      }
      throw e;
    }
  }

  void create(CsiVolume volume, String node) {
    ObjectNode attachment = Json.object();
    attachment.put("apiVersion", "storage.k8s.io/v1").put("kind", "VolumeAttachment");
    attachment.putObject("metadata").put("name", volume.attachmentName(node));
    ObjectNode spec = attachment.putObject("spec");
    spec.put("attacher", volume.driver()).put("nodeName", node);
    spec.putObject("source").put("persistentVolumeName", volume.name());
    try {
      client.create(Resources.VOLUME_ATTACHMENTS, "", attachment);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
    unseen.put(volume.name(), node);
  }

  void delete(ApiObject attachment) {
    unseen.remove(volume(attachment));
    Deletion.ofOnly(attachment, Resources.VOLUME_ATTACHMENTS, client);
  }
}
