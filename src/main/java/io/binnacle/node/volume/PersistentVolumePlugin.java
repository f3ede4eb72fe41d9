package io.binnacle.node.volume;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.apimachinery.volumes.PodClaim;
import io.binnacle.apimachinery.volumes.VolumeMatching;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.security.SecurityContexts;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Claims, by name or made for the pod, whose volumes are directories of this host. The pod waits
 * until its claim is bound. Directories of the built-in provisioner are made here, when they are
 * needed first: the one place that knows the host.
 */
final class PersistentVolumePlugin implements VolumePlugin {
  private static final int WORLD_WRITABLE = 0777;

  private final PodDirectories directories;
  private final ClusterObjects cluster;
  private final Supplier<Optional<ApiObject>> node;
  private final HostMounts mounts;

  PersistentVolumePlugin(
      PodDirectories directories,
      ClusterObjects cluster,
      Supplier<Optional<ApiObject>> node,
      HostMounts mounts) {
    this.directories = directories;
    this.cluster = cluster;
    this.node = node;
    this.mounts = mounts;
  }

  @Override
  public boolean supports(Volume volume) {
    return volume.getPersistentVolumeClaim() != null || volume.getEphemeral() != null;
  }

  @Override
  public Path setUp(VolumeContext context, Volume volume) throws IOException {
    ApiObject pod = context.pod().object();
    PodClaim wanted =
        PodClaim.of(pod).stream()
            .filter(claim -> claim.volume().equals(volume.getName()))
            .findFirst()
            .orElseThrow(() -> new VolumeException("the volume names no claim"));
    Path mark = directories.volume(context.pod().uid(), "local-volume", volume.getName());
    boolean known = Files.isDirectory(mark);
    ApiObject claim = claim(pod, wanted, known);
    ApiObject found = volume(claim);
    checkReach(found);
    Path path = place(found);
    if (!known) {
      if (found.tree().path("spec").path("local").isObject()) {
        new Ownership(SecurityContexts.fsGroup(context.pod()), mounts.isPossible())
            .applyToTree(path, SecurityContexts.changesGroupOnRootMismatch(context.pod()));
      }
      Files.createDirectories(mark);
    }
    return path;
  }

  /**
   * @param known whether the pod has the volume already: then it keeps it, though the claim be on
   *     its way out
   */
  private ApiObject claim(ApiObject pod, PodClaim wanted, boolean known) {
    ApiObject claim =
        cluster
            .claim(wanted.key())
            .orElseThrow(() -> failed(wanted, "failed to fetch PVC from API server: not found"));
    if (!wanted.isFor(pod, claim)) {
      throw new VolumeException(wanted.foreign(pod));
    }
    if (claim.isBeingDeleted() && !known) {
      throw failed(wanted, "PVC is being deleted");
    }
    boolean bound = claim.tree().path("status").path("phase").asText().equals("Bound");
    if (!bound || !VolumeMatching.isBound(claim)) {
      throw failed(wanted, "PVC is not bound");
    }
    return claim;
  }

  private static VolumeException failed(PodClaim wanted, String why) {
    return new VolumeException("error processing PVC " + wanted.key() + ": " + why);
  }

  private ApiObject volume(ApiObject claim) {
    String name = VolumeMatching.volumeName(claim);
    ApiObject volume =
        cluster
            .volume(name)
            .orElseThrow(() -> new VolumeException("persistentvolume \"" + name + "\" not found"));
    String owner = VolumeMatching.claimRef(volume).path("uid").asText();
    if (!owner.equals(claim.uid())) {
      throw new VolumeException(
          "unexpected claim of PV \"" + name + "\": it belongs to another PVC");
    }
    if (volume.tree().path("spec").path("volumeMode").asText().equals("Block")) {
      throw new VolumeException("block volumes are not supported by this node");
    }
    return volume;
  }

  /** A pod may have been put here without the scheduler, where its volume is not. */
  private void checkReach(ApiObject volume) {
    if (node.get().filter(self -> !VolumeMatching.isReachable(volume, self)).isPresent()) {
      throw new VolumeException(
          "persistentvolume \"" + volume.name() + "\"'s node affinity does not match this node");
    }
  }

  private Path place(ApiObject volume) throws IOException {
    JsonNode spec = volume.tree().path("spec");
    String local = spec.path("local").path("path").asText();
    if (!local.isEmpty()) {
      Path path = Path.of(local);
      if (!Files.exists(path) && isOwn(volume, path)) {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, Ownership.ofMode(WORLD_WRITABLE));
      }
      if (!Files.isDirectory(path)) {
        throw new VolumeException("path \"" + path + "\" does not exist");
      }
      return path;
    }
    JsonNode host = spec.path("hostPath");
    if (host.isObject()) {
      return HostPathPlugin.place(host.path("path").asText(), host.path("type").asText());
    }
    throw new VolumeException("no volume plugin matched");
  }

  private boolean isOwn(ApiObject volume, Path path) {
    return LocalPath.isMadeFrom(volume) && directories.localVolumes().equals(path.getParent());
  }
}
