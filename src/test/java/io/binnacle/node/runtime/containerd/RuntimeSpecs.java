package io.binnacle.node.runtime.containerd;

import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.PodSandboxSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Plain sandboxes and containers for tests. */
final class RuntimeSpecs {
  private RuntimeSpecs() {}

  static PodSandboxSpec sandbox(String name, Path logs) {
    return sandbox(name, logs, "");
  }

  static PodSandboxSpec sandbox(String name, Path logs, String cgroupParent) {
    return new PodSandboxSpec(
        "default",
        name,
        "uid-" + name,
        0,
        name,
        logs.resolve(name),
        Map.of("app", name),
        Map.of(),
        new PodSandboxSpec.DnsConfig(
            List.of("10.96.0.10"), List.of("svc.cluster.local"), List.of()),
        List.of(),
        false,
        false,
        false,
        false,
        false,
        cgroupParent,
        Map.of());
  }

  static ContainerSpec container(String name, int attempt, long memoryLimit, String... command) {
    return new ContainerSpec(
        name,
        attempt,
        "binnacle/busybox",
        List.of(command),
        List.of(),
        "",
        List.of(new ContainerSpec.EnvironmentVariable("GREETING", "hello")),
        List.of(),
        List.of(),
        Map.of("container", name),
        Map.of(),
        name + "/" + attempt + ".log",
        false,
        false,
        false,
        new ContainerSpec.Resources(100, 0, 0, memoryLimit, 1000, Map.of()),
        new ContainerSpec.Security(
            OptionalLong.empty(),
            OptionalLong.empty(),
            "",
            List.of(),
            List.of(),
            List.of(),
            false,
            true,
            false,
            ContainerSpec.SeccompProfile.RUNTIME_DEFAULT,
            "",
            List.of(),
            List.of(),
            false,
            false,
            false,
            false));
  }
}
