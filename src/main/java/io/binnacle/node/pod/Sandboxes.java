package io.binnacle.node.pod;

import io.binnacle.node.container.Labels;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.PodSandboxSpec;
import io.binnacle.node.runtime.PodSandboxSpec.PortMapping;
import io.binnacle.node.security.SecurityContexts;
import io.binnacle.node.volume.PodHostname;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes the sandboxes of pods. Called by pod workers. */
public final class Sandboxes {
  private final ContainerRuntime runtime;
  private final PodDirectories directories;
  private final NodeNetwork network;
  private final PodControlGroups controlGroups;

  public Sandboxes(
      ContainerRuntime runtime,
      PodDirectories directories,
      NodeNetwork network,
      PodControlGroups controlGroups) {
    this.runtime = runtime;
    this.directories = directories;
    this.network = network;
    this.controlGroups = controlGroups;
  }

  NodeNetwork network() {
    return network;
  }

  /** Makes and starts a sandbox. */
  void create(NodePod pod, int attempt) {
    PodSandboxSpec spec = spec(pod, attempt);
    try {
      Files.createDirectories(spec.logDirectory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    runtime.runPodSandbox(spec);
  }

  /** False where something of it stays. */
  boolean removeCgroup(String podUid) {
    return controlGroups.remove(podUid);
  }

  /** The uids of all pods that have a cgroup. */
  Set<String> cgroups() throws IOException {
    return controlGroups.pods();
  }

  /** The sandbox's specification, which creating containers needs as well. */
  PodSandboxSpec spec(NodePod pod, int attempt) {
    return new PodSandboxSpec(
        pod.namespace(),
        pod.name(),
        pod.uid(),
        attempt,
        pod.usesHostNetwork() ? "" : PodHostname.of(pod),
        logDirectory(pod),
        labels(pod),
        pod.object().annotations(),
        PodDns.of(pod, network),
        portMappings(pod),
        pod.usesHostNetwork(),
        Boolean.TRUE.equals(pod.spec().getHostPID()),
        Boolean.TRUE.equals(pod.spec().getHostIPC()),
        Boolean.TRUE.equals(pod.spec().getShareProcessNamespace()),
        SecurityContexts.anyPrivileged(pod),
        controlGroups.create(pod),
        SecurityContexts.sysctls(pod));
  }

  Path logDirectory(NodePod pod) {
    return directories.podLogs(pod.namespace(), pod.name(), pod.uid());
  }

  static Map<String, String> labels(NodePod pod) {
    Map<String, String> labels = new LinkedHashMap<>(pod.object().labels());
    labels.put(Labels.POD_NAME, pod.name());
    labels.put(Labels.POD_NAMESPACE, pod.namespace());
    labels.put(Labels.POD_UID, pod.uid());
    return labels;
  }

  private static List<PortMapping> portMappings(NodePod pod) {
    List<PortMapping> mappings = new ArrayList<>();
    for (Container container : pod.allContainers()) {
      for (ContainerPort port : container.getPorts()) {
        int hostPort = Objects.requireNonNullElse(port.getHostPort(), 0);
        if (hostPort != 0 && !pod.usesHostNetwork()) {
          mappings.add(
              new PortMapping(
                  Objects.requireNonNullElse(port.getProtocol(), "TCP"),
                  port.getContainerPort(),
                  hostPort,
                  Objects.requireNonNullElse(port.getHostIP(), "")));
        }
      }
    }
    return mappings;
  }
}
