package io.binnacle.admission.plugin.podsecurity;

import static io.binnacle.admission.plugin.podsecurity.Wording.containers;
import static io.binnacle.admission.plugin.podsecurity.Wording.plural;
import static io.binnacle.admission.plugin.podsecurity.Wording.quoted;
import static io.binnacle.admission.plugin.podsecurity.Wording.setters;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The Pod Security Standards' rules against known ways out of a container. */
final class BaselineChecks {
  private static final Set<String> CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final List<String> HOOKS = List.of("postStart", "preStop");
  private static final List<String> HOSTED = List.of("httpGet", "tcpSocket");

  private BaselineChecks() {}

  static List<Check> all() {
    return List.of(
        ProfileChecks.appArmor(),
        baseline("capabilities_baseline", BaselineChecks::capabilities),
        baseline("hostNamespaces", BaselineChecks::hostNamespaces),
        baseline("hostPathVolumes", BaselineChecks::hostPathVolumes),
        baseline("hostPorts", BaselineChecks::hostPorts),
        Check.since(
            "hostProbesAndHostLifecycle", Level.BASELINE, 34, BaselineChecks::probeAndHookHosts),
        baseline("privileged", BaselineChecks::privileged),
        baseline("procMount", BaselineChecks::procMount),
        ProfileChecks.seLinux(),
        ProfileChecks.baselineSeccomp(),
        SysctlCheck.check(),
        baseline("windowsHostProcess", BaselineChecks::windowsHostProcess));
  }

  private static Check baseline(String id, Function<PodShape, Optional<Violation>> rule) {
    return Check.since(id, Level.BASELINE, 0, rule);
  }

  private static Optional<Violation> capabilities(PodShape pod) {
    Set<String> added = new TreeSet<>();
    List<String> names =
        pod.containersWith(context -> {
          List<String> wrong = new ArrayList<>(Trees.texts(added(context)));
          wrong.removeIf(CAPABILITIES::contains);
          added.addAll(wrong);
          return !wrong.isEmpty();
        });
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "non-default capabilities",
                containers(names)
                    + " must not include "
                    + quoted(added)
                    + " in securityContext.capabilities.add"));
  }

  static JsonNode added(JsonNode securityContext) {
    return securityContext.path("capabilities").path("add");
  }

  private static Optional<Violation> hostNamespaces(PodShape pod) {
    List<String> shared = new ArrayList<>();
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pod.spec().path(field).asBoolean()) {
        shared.add(field + "=true");
      }
    }
    return shared.isEmpty()
        ? Optional.empty()
        : Optional.of(new Violation("host namespaces", String.join(", ", shared)));
  }

  private static Optional<Violation> hostPathVolumes(PodShape pod) {
    List<String> names = new ArrayList<>();
    for (JsonNode volume : pod.spec().path("volumes")) {
      if (volume.hasNonNull("hostPath")) {
        names.add(volume.path("name").asText());
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "hostPath volumes",
                plural("volume", "volumes", names.size()) + " " + quoted(names)));
  }

  private static Optional<Violation> hostPorts(PodShape pod) {
    Set<String> ports = new TreeSet<>();
    List<String> names = new ArrayList<>();
    for (JsonNode container : pod.containers()) {
      boolean uses = false;
      for (JsonNode port : container.path("ports")) {
        if (port.path("hostPort").asInt() != 0) {
          uses = true;
          ports.add(port.path("hostPort").asText());
        }
      }
      if (uses) {
        names.add(container.path("name").asText());
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "hostPort",
                containers(names)
                    + plural(" uses ", " use ", names.size())
                    + plural("hostPort ", "hostPorts ", ports.size())
                    + String.join(", ", ports)));
  }

  private static Optional<Violation> probeAndHookHosts(PodShape pod) {
    Set<String> hosts = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (JsonNode container : pod.containers()) {
      Set<String> named = new HashSet<>();
      PROBES.forEach(probe -> named.addAll(hosts(container.path(probe))));
      HOOKS.forEach(hook -> named.addAll(hosts(container.path("lifecycle").path(hook))));
      if (!named.isEmpty()) {
        hosts.addAll(named);
        names.add(container.path("name").asText());
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "probe or lifecycle host",
                containers(List.copyOf(names))
                    + plural(" uses ", " use ", names.size())
                    + plural("probe or lifecycle host ", "probe or lifecycle hosts ", hosts.size())
                    + quoted(hosts)));
  }

  private static List<String> hosts(JsonNode handler) {
    return HOSTED.stream()
        .map(sort -> handler.path(sort).path("host").asText())
        .filter(host -> !host.isEmpty())
        .toList();
  }

  private static Optional<Violation> privileged(PodShape pod) {
    List<String> names = pod.containersWith(context -> context.path("privileged").asBoolean());
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "privileged", containers(names) + " must not set securityContext.privileged=true"));
  }

  private static Optional<Violation> procMount(PodShape pod) {
    if (pod.hasUserNamespace()) {
      return Optional.empty();
    }
    Set<String> mounts = new TreeSet<>();
    List<String> names =
        pod.containersWith(context -> {
          String mount = context.path("procMount").asText("Default");
          boolean special = !mount.equals("Default");
          if (special) {
            mounts.add(mount);
          }
          return special;
        });
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "procMount",
                containers(names)
                    + " must not set securityContext.procMount to "
                    + quoted(mounts)));
  }

  private static Optional<Violation> windowsHostProcess(PodShape pod) {
    String setters =
        setters(
            isHostProcess(pod.securityContext()),
            pod.containersWith(BaselineChecks::isHostProcess));
    return setters.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "hostProcess",
                setters + " must not set securityContext.windowsOptions.hostProcess=true"));
  }

  private static boolean isHostProcess(JsonNode securityContext) {
    return securityContext.path("windowsOptions").path("hostProcess").asBoolean();
  }
}
