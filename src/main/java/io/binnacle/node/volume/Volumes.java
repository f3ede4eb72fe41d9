package io.binnacle.node.volume;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.cluster.ServiceAccountTokens;
import io.binnacle.node.environment.Allocatable;
import io.binnacle.node.environment.ContainerConfigException;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.files.FileTrees;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodDirectories;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Sets up, refreshes and tears down the volumes of pods. */
public final class Volumes {
  private final PodDirectories directories;
  private final HostMounts mounts;
  private final ServiceAccountTokens tokens;
  private final List<VolumePlugin> plugins;

  /**
   * @param node this node as it is known last
   */
  public Volumes(
      PodDirectories directories,
      HostMounts mounts,
      ClusterObjects cluster,
      ServiceAccountTokens tokens,
      Allocatable allocatable,
      Supplier<Optional<ApiObject>> node,
      Clock clock) {
    this.directories = directories;
    this.mounts = mounts;
    this.tokens = tokens;
    this.plugins =
        List.of(
            new EmptyDirPlugin(directories, mounts),
            new HostPathPlugin(),
            new PersistentVolumePlugin(directories, cluster, node, mounts),
            new ProjectedPlugin(
                directories,
                new Projections(cluster, tokens, allocatable),
                new AtomicWriter(clock),
                mounts));
  }

  /**
   * Makes all volumes of the pod ready and up to date. Gives the host's path of each, by name.
   *
   * @throws VolumeException naming the volume that is not ready
   */
  public Map<String, Path> setUp(NodePod pod, PodAddresses addresses) {
    Map<String, Path> paths = new LinkedHashMap<>();
    VolumeContext context = new VolumeContext(pod, addresses);
    for (Volume volume : pod.spec().getVolumes()) {
      paths.put(volume.getName(), setUp(context, volume));
    }
    return paths;
  }

  private Path setUp(VolumeContext context, Volume volume) {
    try {
      Optional<VolumePlugin> plugin =
          plugins.stream().filter(candidate -> candidate.supports(volume)).findFirst();
      if (plugin.isEmpty()) {
        throw new VolumeException("no volume plugin matched");
      }
      return plugin.get().setUp(context, volume);
    } catch (VolumeException | ApiException | ContainerConfigException e) {
      throw failed(volume, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw failed(volume, e.toString());
    }
  }

  private static VolumeException failed(Volume volume, String why) {
    return new VolumeException(
        "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + why);
  }

  /** Removes all that the pod has on the host, mounts included, except for its logs. */
  public void tearDown(String podUid) throws IOException {
    Path directory = directories.pod(podUid);
    if (mounts.isPossible()) {
      for (Path mounted : mounts.below(directory)) {
        mounts.unmount(mounted);
      }
      if (!mounts.below(directory).isEmpty()) {
        // What is mounted may belong to others: it is never deleted through the mount.
        throw new IOException("something is still mounted below " + directory);
      }
    }
    FileTrees.delete(directory);
    tokens.forget(podUid);
  }

  /** Removes the logs of a pod that is gone. */
  public void removeLogs(Path podLogs) throws IOException {
    FileTrees.delete(podLogs);
  }
}
