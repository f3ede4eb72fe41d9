package io.binnacle.node.volume;

import io.binnacle.node.environment.ContainerConfigException;
import io.binnacle.node.environment.Expansion;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.runtime.ContainerSpec.Mount;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The mounts of a container: its volume mounts, its hosts file, its termination message. */
public final class ContainerMounts {
  private static final String HOSTS = "/etc/hosts";
  private static final int WORLD_WRITABLE_FILE = 0666;

  private final PodDirectories directories;
  private final SubPaths subPaths;
  private final Path hostHosts;
  private final String clusterDomain;

  /**
   * @param hostHosts the host's own hosts file
   */
  public ContainerMounts(
      PodDirectories directories, HostMounts mounts, Path hostHosts, String clusterDomain) {
    this.directories = directories;
    this.subPaths = new SubPaths(directories, mounts);
    this.hostHosts = hostHosts;
    this.clusterDomain = clusterDomain;
  }

  /**
   * @param volumes the host's path of each volume, by name
   * @param variables of the container, for sub paths that refer to them
   * @throws ContainerConfigException where a mount cannot be made
   */
  public List<Mount> of(
      NodePod pod,
      Container container,
      int attempt,
      PodAddresses addresses,
      Map<String, Path> volumes,
      Map<String, String> variables) {
    List<Mount> mounts = new ArrayList<>();
    try {
      for (VolumeMount mount : container.getVolumeMounts()) {
        SubPaths.Use use = new SubPaths.Use(pod.uid(), container.getName(), mounts.size());
        mounts.add(mount(mount, volumes, subPath(mount, variables), isReadOnly(pod, mount), use));
      }
      if (mounts.stream().noneMatch(mount -> mount.containerPath().equals(HOSTS))) {
        mounts.add(new Mount(HOSTS, hostsFile(pod, addresses).toString(), false, "PRIVATE"));
      }
      mounts.add(
          new Mount(
              Objects.requireNonNullElse(
                  container.getTerminationMessagePath(), "/dev/termination-log"),
              terminationMessage(pod, container, attempt).toString(),
              false,
              "PRIVATE"));
    } catch (IOException e) {
      throw new ContainerConfigException("failed to prepare mounts: " + e);
    }
    return mounts;
  }

  private static String subPath(VolumeMount mount, Map<String, String> variables) {
    return mount.getSubPathExpr() == null || mount.getSubPathExpr().isEmpty()
        ? Objects.requireNonNullElse(mount.getSubPath(), "")
        : Expansion.expand(mount.getSubPathExpr(), variables);
  }

  /** What comes from the API is the agent's to write, and nobody else's. */
  private static boolean isReadOnly(NodePod pod, VolumeMount mount) {
    return pod.spec().getVolumes().stream()
        .filter(volume -> volume.getName().equals(mount.getName()))
        .anyMatch(ProjectedPlugin::isProjected);
  }

  private Mount mount(
      VolumeMount mount,
      Map<String, Path> volumes,
      String subPath,
      boolean readOnly,
      SubPaths.Use use)
      throws IOException {
    Path volume = volumes.get(mount.getName());
    if (volume == null) {
      throw new ContainerConfigException("volume \"" + mount.getName() + "\" not found");
    }
    Path source = volume;
    if (!subPath.isEmpty()) {
      source =
          readOnly
              ? SubPaths.ofTrusted(volume, subPath)
              : subPaths.ofWritable(volume, subPath, use);
    }
    String propagation =
        switch (Objects.requireNonNullElse(mount.getMountPropagation(), "None")) {
          case "HostToContainer" -> "HOST_TO_CONTAINER";
          case "Bidirectional" -> "BIDIRECTIONAL";
          default -> "PRIVATE";
        };
    return new Mount(
        mount.getMountPath(),
        source.toString(),
        readOnly || Boolean.TRUE.equals(mount.getReadOnly()),
        propagation);
  }

  private Path terminationMessage(NodePod pod, Container container, int attempt)
      throws IOException {
    Path file = directories.terminationMessage(pod.uid(), container.getName(), attempt);
    Files.createDirectories(file.getParent());
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    Files.setPosixFilePermissions(file, Ownership.ofMode(WORLD_WRITABLE_FILE));
    return file;
  }

  private Path hostsFile(NodePod pod, PodAddresses addresses) throws IOException {
    Path file = directories.hostsFile(pod.uid());
    Files.createDirectories(file.getParent());
    Files.writeString(file, hosts(pod, addresses));
    return file;
  }

  private String hosts(NodePod pod, PodAddresses addresses) {
    StringBuilder hosts = new StringBuilder();
    if (pod.usesHostNetwork()) {
      hosts.append("# Kubernetes-managed hosts file (host network).\n").append(ofHost());
    } else {
      hosts.append(
          """
          # Kubernetes-managed hosts file.
          127.0.0.1\tlocalhost
          ::1\tlocalhost ip6-localhost ip6-loopback
          fe00::0\tip6-localnet
          fe00::0\tip6-mcastprefix
          fe00::1\tip6-allnodes
          fe00::2\tip6-allrouters
          """);
      String name = PodHostname.of(pod);
      String qualified = PodHostname.qualified(pod, clusterDomain);
      for (String ip : addresses.podIps()) {
        hosts.append(ip).append('\t');
        if (!qualified.equals(name)) {
          hosts.append(qualified).append('\t');
        }
        hosts.append(name).append('\n');
      }
    }
    if (!pod.spec().getHostAliases().isEmpty()) {
      hosts.append("\n# Entries added by HostAliases.\n");
      for (HostAlias alias : pod.spec().getHostAliases()) {
        hosts
            .append(alias.getIp())
            .append('\t')
            .append(String.join("\t", alias.getHostnames()))
            .append('\n');
      }
    }
    return hosts.toString();
  }

  private String ofHost() {
    try {
      return Files.exists(hostHosts) ? Files.readString(hostHosts) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
