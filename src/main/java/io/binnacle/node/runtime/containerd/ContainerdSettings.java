package io.binnacle.node.runtime.containerd;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Where a private containerd lives.
 *
 * @param directory of its own, below the home: everything is in there
 * @param packages the unpacked packages; may be shared by several homes
 * @param sandboxImage the image that sandboxes run
 * @param startTimeout until it must answer
 */
public record ContainerdSettings(
    Path directory, Path packages, String sandboxImage, Duration startTimeout) {
  /** Of the 108 bytes of a socket's address, less the end and the suffix of its second socket. */
  private static final int SOCKET_PATH_BYTES = 100;

  private static final String SOCKET = "containerd.sock";

  public ContainerdSettings {
    directory = directory.toAbsolutePath().normalize();
    packages = packages.toAbsolutePath().normalize();
  }

  /** The usual places below a home. */
  public static ContainerdSettings below(Path home) {
    return new ContainerdSettings(
        home.resolve("containerd"),
        home.resolve("packages"),
        "docker.io/binnacle/pause:latest",
        Duration.ofSeconds(60));
  }

  /**
   * Eight hexadecimal digits that tell this home from others on the machine: part of the names of
   * interfaces, tables and cgroups, which the machine's homes share.
   */
  public String id() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(directory.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** The interface that joins the pods: within the 15 characters of an interface name. */
  public String bridge() {
    return "bnc-" + id();
  }

  /** The CNI network. */
  public String network() {
    return "binnacle-" + id();
  }

  /** The nftables table. */
  public String table() {
    return "binnacle_" + id();
  }

  /** The topmost control group of the pods. */
  public String cgroup() {
    return "binnacle-" + id();
  }

  /** Where the CRI is served. */
  public Path socket() {
    return socketDirectory().resolve(SOCKET);
  }

  /** The directory itself unless the path of the socket would be too long. */
  Path socketDirectory() {
    int length = directory.resolve(SOCKET).toString().getBytes(StandardCharsets.UTF_8).length;
    return length <= SOCKET_PATH_BYTES ? directory : Path.of("/run/binnacle-" + id());
  }

  Path configuration() {
    return directory.resolve("config.toml");
  }

  Path log() {
    return directory.resolve("containerd.log");
  }

  Path pidFile() {
    return directory.resolve("containerd.pid");
  }

  Path root() {
    return directory.resolve("root");
  }

  Path state() {
    return directory.resolve("state");
  }

  Path networkConfigurations() {
    return directory.resolve("net.d");
  }

  Path addresses() {
    return directory.resolve("ipam");
  }

  Path registries() {
    return directory.resolve("certs.d");
  }
}
