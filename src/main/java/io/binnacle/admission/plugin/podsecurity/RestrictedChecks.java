package io.binnacle.admission.plugin.podsecurity;

import static io.binnacle.admission.plugin.podsecurity.Wording.containers;
import static io.binnacle.admission.plugin.podsecurity.Wording.plural;
import static io.binnacle.admission.plugin.podsecurity.Wording.quoted;
import static io.binnacle.admission.plugin.podsecurity.Wording.setters;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** The Pod Security Standards' rules of good hardening. */
final class RestrictedChecks {
  private static final Set<String> VOLUME_TYPES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private RestrictedChecks() {}

  static List<Check> all() {
    return List.of(
        exceptOnWindows("allowPrivilegeEscalation", 8, RestrictedChecks::privilegeEscalation),
        exceptOnWindows("capabilities_restricted", 22, RestrictedChecks::capabilities)
            .replacing("capabilities_baseline"),
        Check.since("restrictedVolumes", Level.RESTRICTED, 0, RestrictedChecks::volumes)
            .replacing("hostPathVolumes"),
        Check.since("runAsNonRoot", Level.RESTRICTED, 0, RestrictedChecks::runAsNonRoot),
        Check.since("runAsUser", Level.RESTRICTED, 23, RestrictedChecks::runAsUser),
        ProfileChecks.restrictedSeccomp());
  }

  /** Since 1.25 the rules of Linux alone are not asked of pods that say they are for Windows. */
  private static Check exceptOnWindows(
      String id, int since, Function<PodShape, Optional<Violation>> rule) {
    return Check.since(id, Level.RESTRICTED, since, rule)
        .changed(25, pod -> pod.isWindows() ? Optional.empty() : rule.apply(pod));
  }

  private static Optional<Violation> privilegeEscalation(PodShape pod) {
    List<String> names =
        pod.containersWith(context -> context.path("allowPrivilegeEscalation").asBoolean(true));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "allowPrivilegeEscalation != false",
                containers(names) + " must set securityContext.allowPrivilegeEscalation=false"));
  }

  private static Optional<Violation> capabilities(PodShape pod) {
    Set<String> added = new TreeSet<>();
    List<String> keeping =
        pod.containersWith(
            context -> !Trees.texts(context.path("capabilities").path("drop")).contains("ALL"));
    List<String> adding =
        pod.containersWith(context -> {
          List<String> wrong = new ArrayList<>(Trees.texts(BaselineChecks.added(context)));
          wrong.removeIf("NET_BIND_SERVICE"::equals);
          added.addAll(wrong);
          return !wrong.isEmpty();
        });
    List<String> details = new ArrayList<>();
    if (!keeping.isEmpty()) {
      details.add(containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    if (!adding.isEmpty()) {
      details.add(
          containers(adding)
              + " must not include "
              + quoted(added)
              + " in securityContext.capabilities.add");
    }
    return details.isEmpty()
        ? Optional.empty()
        : Optional.of(new Violation("unrestricted capabilities", String.join("; ", details)));
  }

  private static Optional<Violation> volumes(PodShape pod) {
    Set<String> types = new TreeSet<>();
    List<String> names = new ArrayList<>();
    for (JsonNode volume : pod.spec().path("volumes")) {
      String type = "unknown";
      for (var field : volume.properties()) {
        if (!field.getKey().equals("name") && !field.getValue().isNull()) {
          type = field.getKey();
        }
      }
      if (!VOLUME_TYPES.contains(type)) {
        types.add(type);
        names.add(volume.path("name").asText());
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "restricted volume types",
                plural("volume ", "volumes ", names.size())
                    + quoted(names)
                    + plural(" uses ", " use ", names.size())
                    + plural("restricted volume type ", "restricted volume types ", types.size())
                    + quoted(types)));
  }

  private static Optional<Violation> runAsNonRoot(PodShape pod) {
    if (pod.hasUserNamespace()) {
      return Optional.empty();
    }
    JsonNode own = pod.securityContext().path("runAsNonRoot");
    Predicate<JsonNode> refuses = context -> !context.path("runAsNonRoot").asBoolean(true);
    String setters = setters(!own.asBoolean(true), pod.containersWith(refuses));
    String reason = "runAsNonRoot != true";
    if (!setters.isEmpty()) {
      return Optional.of(
          new Violation(reason, setters + " must not set securityContext.runAsNonRoot=false"));
    }
    List<String> silent = pod.containersWith(context -> !context.hasNonNull("runAsNonRoot"));
    return own.asBoolean() || silent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                reason,
                "pod or " + containers(silent) + " must set securityContext.runAsNonRoot=true"));
  }

  private static Optional<Violation> runAsUser(PodShape pod) {
    if (pod.hasUserNamespace()) {
      return Optional.empty();
    }
    Predicate<JsonNode> root = context -> context.path("runAsUser").asLong(1) == 0;
    String setters = setters(root.test(pod.securityContext()), pod.containersWith(root));
    return setters.isEmpty()
        ? Optional.empty()
        : Optional.of(new Violation("runAsUser=0", setters + " must not set runAsUser=0"));
  }
}
