package io.binnacle.controller.attachdetach;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ClaimUsers;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks after one volume; the key is the PersistentVolume's. */
final class AttachDetachReconciler implements Reconciler {
  private final ControllerContext context;
  private final VolumeUsers users;
  private final Attachments attachments;
  private final AttachableNodes nodes;
  private final List<Watch> watches;

  AttachDetachReconciler(ControllerContext context, AttachDetachConfiguration configuration) {
    this.context = context;
    this.users = new VolumeUsers(context);
    ListOptions all = ListOptions.allNamespaces();
    SharedInformer attachmentInformer =
        context.informers().informer(Resources.VOLUME_ATTACHMENTS, all);
    SharedInformer nodeInformer = context.informers().informer(Resources.NODES, all);
    SharedInformer claims = context.informers().informer(Resources.PERSISTENT_VOLUME_CLAIMS, all);
    this.attachments = new Attachments(context.client(), attachmentInformer);
    this.nodes = new AttachableNodes(context, configuration, nodeInformer.lister());
    this.watches =
        List.of(
            new Watch(users.pods, this::mapPod),
            new Watch(claims, (change, enqueue) -> mapClaim(change.object().key(), enqueue)),
            new Watch(users.volumes, (change, enqueue) -> mapVolume(change.object(), enqueue)),
            new Watch(attachmentInformer, AttachDetachReconciler::mapAttachment),
            new Watch(nodeInformer, this::mapNode));
  }

  @Override
  public List<Watch> watches() {
    return watches;
  }

  private void mapPod(Change change, Consumer<ObjectKey> enqueue) {
    ClaimUsers.mapPod(change, claim -> mapClaim(claim, enqueue));
  }

  private void mapClaim(ObjectKey claim, Consumer<ObjectKey> enqueue) {
    users.volume(claim).map(ObjectKey::clusterScoped).ifPresent(enqueue);
  }

  private static void mapVolume(ApiObject volume, Consumer<ObjectKey> enqueue) {
    CsiVolume.of(volume).ifPresent(csi -> enqueue.accept(volume.key()));
  }

  private static void mapAttachment(Change change, Consumer<ObjectKey> enqueue) {
    enqueue.accept(ObjectKey.clusterScoped(Attachments.volume(change.object())));
  }

  /** A node may have given a volume back, or have been given up. */
  private void mapNode(Change change, Consumer<ObjectKey> enqueue) {
    for (ApiObject attachment : attachments.ofNode(change.object().name())) {
      enqueue.accept(ObjectKey.clusterScoped(Attachments.volume(attachment)));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<CsiVolume> volume = users.attachable(key.name());
    Map<String, List<ApiObject>> wanted = volume.isPresent() ? users.of(key.name()) : Map.of();
    List<Duration> waits = new ArrayList<>();
    for (ApiObject attachment : attachments.ofVolume(key.name())) {
      String node = Attachments.node(attachment);
      if (!attachment.isBeingDeleted() && !wanted.containsKey(node)) {
        detach(attachment, volume).ifPresent(waits::add);
      } else {
        nodes.isBackInUse(attachment);
      }
    }
    volume.ifPresent(csi -> wanted.forEach((node, pods) -> attach(csi, node, pods)));
    return waits.stream().min(Comparator.naturalOrder()).map(Result::after).orElse(Result.done());
  }

  /** Empty where nothing is to be awaited but a change. */
  private Optional<Duration> detach(ApiObject attachment, Optional<CsiVolume> volume) {
    Optional<Duration> wait = nodes.waitForRelease(attachment, volume);
    if (wait.filter(Duration::isZero).isPresent()) {
      // First the node is told, so that its agent does not mount what is about to go.
      volume.ifPresent(csi -> nodes.report(Attachments.node(attachment), csi, false));
      attachments.delete(attachment);
      nodes.isBackInUse(attachment);
      return Optional.empty();
    }
    return wait;
  }

  private void attach(CsiVolume volume, String node, List<ApiObject> pods) {
    Optional<ApiObject> made =
        attachments.ofVolume(volume.name()).stream()
            .filter(attachment -> Attachments.node(attachment).equals(node))
            .findFirst();
    if (made.isPresent()) {
      follow(made.get(), volume, pods);
    } else if (nodes.areManaged(node)) {
      if (!volume.shared() && attachments.isElsewhere(volume, node)) {
        tell(pods, multiAttach(volume, node));
      } else {
        attachments.create(volume, node);
      }
    }
  }

  private void follow(ApiObject attachment, CsiVolume volume, List<ApiObject> pods) {
    String node = Attachments.node(attachment);
    if (Attachments.isAttached(attachment)) {
      if (nodes.report(node, volume, true)) {
        pods.forEach(pod ->
            context
                .recorder()
                .normal(
                    pod,
                    "SuccessfulAttachVolume",
                    "AttachVolume.Attach succeeded for volume \"" + volume.name() + "\" "));
      }
      return;
    }
    String error = attachment.tree().at("/status/attachError/message").asText();
    if (!error.isEmpty()) {
      tell(pods, "AttachVolume.Attach failed for volume \"" + volume.name() + "\" : " + error);
    }
  }

  private String multiAttach(CsiVolume volume, String node) {
    String text = "Multi-Attach error for volume \"" + volume.name() + "\" ";
    List<String> others =
        users.of(volume.name()).entrySet().stream()
            .filter(entry -> !entry.getKey().equals(node))
            .flatMap(entry -> entry.getValue().stream())
            .map(ApiObject::name)
            .toList();
    return text
        + (others.isEmpty()
            ? "Volume is already exclusively attached to one node and can't be attached to another"
            : others.stream()
                .collect(Collectors.joining(", ", "Volume is already used by pod(s) ", "")));
  }

  private void tell(List<ApiObject> pods, String message) {
    pods.forEach(pod -> context.recorder().warning(pod, "FailedAttachVolume", message));
  }
}
