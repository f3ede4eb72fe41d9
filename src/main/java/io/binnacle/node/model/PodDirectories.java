package io.binnacle.node.model;

import java.nio.file.Path;

/**
 * Where the agent keeps things of pods, below its own directory. The layout is that of Kubernetes,
 * so that tools that know it find their way.
 */
public record PodDirectories(Path root) {

  public Path pods() {
    return root.resolve("pods");
  }

  public Path pod(String uid) {
    return pods().resolve(uid);
  }

  public Path volumes(String uid) {
    return pod(uid).resolve("volumes");
  }

  /** A volume of a plugin such as {@code configmap}. */
  public Path volume(String uid, String plugin, String volumeName) {
    return volumes(uid).resolve("kubernetes.io~" + plugin).resolve(volumeName);
  }

  /** Where the sub paths of volumes that containers write to are mounted, for the runtime. */
  public Path subPaths(String uid) {
    return pod(uid).resolve("volume-subpaths");
  }

  /** The volumes of the built-in provisioner, which outlive pods. */
  public Path localVolumes() {
    return root.resolve("local-path");
  }

  public Path hostsFile(String uid) {
    return pod(uid).resolve("etc-hosts");
  }

  /** The file to which a container writes why it ended. */
  public Path terminationMessage(String uid, String containerName, int attempt) {
    return pod(uid).resolve("containers").resolve(containerName).resolve(Integer.toString(attempt));
  }

  /** Where the seccomp profiles are that pods name by their path. */
  public Path seccompProfiles() {
    return root.resolve("seccomp");
  }

  /** Where the logs of all pods are. */
  public Path logs() {
    return root.resolve("logs");
  }

  public Path podLogs(String namespace, String name, String uid) {
    return logs().resolve(namespace + "_" + name + "_" + uid);
  }

  /** A container's log, relative to the logs of its pod. */
  public static String containerLog(String containerName, int attempt) {
    return containerName + "/" + attempt + ".log";
  }
}
