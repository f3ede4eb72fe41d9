package io.binnacle.node.runtime.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes what containerd and its CNI plug-ins read. */
final class ContainerdFiles {
  private final ContainerdSettings settings;

  ContainerdFiles(ContainerdSettings settings) {
    this.settings = settings;
  }

  /**
   * What depends on the machine.
   *
   * @param runc the program
   * @param cniPlugins their directory
   * @param snapshotter overlayfs or native
   * @param restrictOomScore whether scores below the server's own are out of reach
   */
  record Machine(Path runc, Path cniPlugins, String snapshotter, boolean restrictOomScore) {}

  /**
   * Writes the daemon's configuration; true if it changed, so that a running daemon is out of date.
   */
  boolean writeConfiguration(Machine machine) throws IOException {
    Files.createDirectories(settings.networkConfigurations());
    Files.createDirectories(settings.registries());
    Files.createDirectories(settings.socketDirectory());
    return replace(settings.configuration(), configuration(machine));
  }

  private String configuration(Machine machine) {
    return """
    version = 2
    root = %s
    state = %s
    disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", \
    "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]

    [grpc]
      address = %s

    [plugins."io.containerd.internal.v1.opt"]
      path = %s

    [plugins."io.containerd.grpc.v1.cri"]
      sandbox_image = %s
      restrict_oom_score_adj = %s
      stream_server_address = "127.0.0.1"
      stream_server_port = "0"
      netns_mounts_under_state_dir = true

      [plugins."io.containerd.grpc.v1.cri".containerd]
        snapshotter = %s
        default_runtime_name = "runc"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
          runtime_type = "io.containerd.runc.v2"

          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
            BinaryName = %s
            SystemdCgroup = false

      [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = %s
        conf_dir = %s
        max_conf_num = 1

      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = %s
    """
        .formatted(
            quoted(settings.root()),
            quoted(settings.state()),
            quoted(settings.socket()),
            quoted(settings.directory().resolve("opt")),
            quoted(settings.sandboxImage()),
            machine.restrictOomScore(),
            quoted(machine.snapshotter()),
            quoted(machine.runc()),
            quoted(machine.cniPlugins()),
            quoted(settings.networkConfigurations()),
            quoted(settings.registries()));
  }

  /** Writes the pods' network; a running containerd notices by itself. True if it changed. */
  boolean writeNetwork(PodNetwork network) throws IOException {
    Files.createDirectories(settings.networkConfigurations());
    String conflist =
        """
        {
          "cniVersion": "0.4.0",
          "name": %s,
          "plugins": [
            {
              "type": "bridge",
              "bridge": %s,
              "isGateway": true,
              "hairpinMode": true,
              "mtu": %d,
              "ipam": {
                "type": "host-local",
                "dataDir": %s,
                "ranges": [[{"subnet": %s}]],
                "routes": [{"dst": "0.0.0.0/0"}]
              }
            },
            {"type": "portmap", "capabilities": {"portMappings": true}, "snat": true}
          ]
        }
        """
            .formatted(
                quoted(settings.network()),
                quoted(settings.bridge()),
                network.mtu(),
                quoted(settings.addresses()),
                quoted(network.podCidr()));
    return replace(settings.networkConfigurations().resolve("10-binnacle.conflist"), conflist);
  }

  private static String quoted(Object text) {
    // The escapes that TOML's and JSON's strings have in common.
    return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean replace(Path file, String content) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(content)) {
      return false;
    }
    Path fresh = Files.writeString(file.resolveSibling("." + file.getFileName()), content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }
}
