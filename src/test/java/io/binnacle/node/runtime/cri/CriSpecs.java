package io.binnacle.node.runtime.cri;

import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.PodSandboxSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A sandbox and a container in which every field is set. */
final class CriSpecs {
  private CriSpecs() {}

  static PodSandboxSpec sandbox() {
    return new PodSandboxSpec(
        "default",
        "web",
        "uid-1",
        2,
        "web-host",
        Path.of("/logs/web"),
        Map.of("app", "web"),
        Map.of("note", "x"),
        new PodSandboxSpec.DnsConfig(List.of("10.96.0.10"), List.of("local"), List.of("ndots:5")),
        List.of(new PodSandboxSpec.PortMapping("udp", 53, 5353, "127.0.0.1")),
        false,
        true,
        false,
        false,
        false,
        "/pods/web",
        Map.of("net.ipv4.tcp_syncookies", "0"));
  }

  static ContainerSpec container(ContainerSpec.SeccompProfile seccomp, boolean sharedPid) {
    return new ContainerSpec(
        "main",
        3,
        "sha256:1",
        List.of("sh"),
        List.of("-c", "true"),
        "/work",
        List.of(new ContainerSpec.EnvironmentVariable("A", "b")),
        List.of(new ContainerSpec.Mount("/in", "/out", true, "HOST_TO_CONTAINER")),
        List.of(new ContainerSpec.Device("/dev/x", "/dev/y", "rw")),
        Map.of("l", "1"),
        Map.of("a", "2"),
        "main/3.log",
        true,
        true,
        false,
        new ContainerSpec.Resources(512, 50_000, 100_000, 1 << 20, 900, Map.of("2MB", "4194304")),
        new ContainerSpec.Security(
            OptionalLong.of(1000),
            OptionalLong.of(2000),
            "",
            List.of(3000L),
            List.of("NET_ADMIN"),
            List.of("ALL"),
            false,
            true,
            true,
            seccomp,
            "/profiles/p.json",
            List.of("/proc/kcore"),
            List.of("/proc/sys"),
            false,
            false,
            true,
            sharedPid));
  }
}
