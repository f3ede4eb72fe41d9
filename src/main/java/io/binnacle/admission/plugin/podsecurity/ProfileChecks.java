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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Rules of the profiles that the kernel's security modules confine containers by. */
final class ProfileChecks {
  private static final String APP_ARMOR_PREFIX = "container.apparmor.security.beta.kubernetes.io/";
  private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP_PREFIX = "container.seccomp.security.alpha.kubernetes.io/";
  private static final Set<String> SECCOMP_TYPES = Set.of("RuntimeDefault", "Localhost");
  private static final Set<String> APP_ARMOR_TYPES = Set.of("RuntimeDefault", "Localhost");
  private static final Set<String> SELINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t");
  private static final Set<String> SELINUX_TYPES_31 =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");

  private ProfileChecks() {}

  static Check appArmor() {
    return Check.since("appArmorProfile", Level.BASELINE, 0, ProfileChecks::appArmor);
  }

  static Check seLinux() {
    return Check.since("seLinuxOptions", Level.BASELINE, 0, pod -> seLinux(pod, SELINUX_TYPES))
        .changed(31, pod -> seLinux(pod, SELINUX_TYPES_31));
  }

  static Check baselineSeccomp() {
    return Check.since(
            "seccompProfile_baseline", Level.BASELINE, 0, ProfileChecks::seccompAnnotations)
        .changed(19, ProfileChecks::forbiddenSeccomp);
  }

  static Check restrictedSeccomp() {
    Function<PodShape, Optional<Violation>> rule = ProfileChecks::requiredSeccomp;
    return Check.since("seccompProfile_restricted", Level.RESTRICTED, 19, rule)
        .changed(25, pod -> pod.isWindows() ? Optional.empty() : rule.apply(pod))
        .replacing("seccompProfile_baseline");
  }

  private static Optional<Violation> appArmor(PodShape pod) {
    Set<String> values = new TreeSet<>();
    List<String> setters = new ArrayList<>();
    String fields =
        setters(
            sets(pod.securityContext(), "appArmorProfile", APP_ARMOR_TYPES, values),
            pod.containersWith(
                context -> sets(context, "appArmorProfile", APP_ARMOR_TYPES, values)));
    if (!fields.isEmpty()) {
      setters.add(fields);
    }
    TreeMap<String, String> annotations = new TreeMap<>();
    Trees.textMap(pod.annotations())
        .forEach((key, value) -> {
          if (key.startsWith(APP_ARMOR_PREFIX) && !isAppArmorAllowed(value)) {
            annotations.put(key, value);
          }
        });
    if (!annotations.isEmpty()) {
      values.addAll(annotations.values());
      setters.add(
          plural("annotation", "annotations", annotations.size())
              + " "
              + quoted(annotations.keySet()));
    }
    return setters.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                plural("forbidden AppArmor profile", "forbidden AppArmor profiles", values.size()),
                String.join(" and ", setters)
                    + " must not set AppArmor profile type to "
                    + quoted(values)));
  }

  private static boolean isAppArmorAllowed(String value) {
    return value.isEmpty() || value.equals("runtime/default") || value.startsWith("localhost/");
  }

  /** Whether a security context sets a profile of a type that may not be; keeps the type. */
  private static boolean sets(
      JsonNode context, String profile, Set<String> allowed, Set<String> wrong) {
    if (!context.hasNonNull(profile)) {
      return false;
    }
    String type = context.path(profile).path("type").asText();
    if (allowed.contains(type)) {
      return false;
    }
    wrong.add(type);
    return true;
  }

  private static Optional<Violation> seLinux(PodShape pod, Set<String> allowed) {
    Set<String> types = new TreeSet<>();
    String setters =
        setters(
            setsSeLinux(pod.securityContext(), allowed, types),
            pod.containersWith(context -> setsSeLinux(context, allowed, types)));
    if (setters.isEmpty()) {
      return Optional.empty();
    }
    List<String> wrong = new ArrayList<>();
    if (!types.isEmpty()) {
      wrong.add(plural("type ", "types ", types.size()) + quoted(types));
    }
    for (String field : List.of("user", "role")) {
      if (pod.securityContexts().anyMatch(context -> !seLinux(context, field).isEmpty())) {
        wrong.add(field + " may not be set");
      }
    }
    return Optional.of(
        new Violation(
            "seLinuxOptions",
            setters
                + " set forbidden securityContext.seLinuxOptions: "
                + String.join("; ", wrong)));
  }

  private static boolean setsSeLinux(JsonNode context, Set<String> allowed, Set<String> types) {
    String type = seLinux(context, "type");
    boolean wrongType = !allowed.contains(type);
    if (wrongType) {
      types.add(type);
    }
    return wrongType || !seLinux(context, "user").isEmpty() || !seLinux(context, "role").isEmpty();
  }

  private static String seLinux(JsonNode context, String field) {
    return context.path("seLinuxOptions").path(field).asText();
  }

  private static Optional<Violation> seccompAnnotations(PodShape pod) {
    Set<String> keys = new TreeSet<>(Set.of(SECCOMP_POD));
    pod.containers().forEach(each -> keys.add(SECCOMP_PREFIX + each.path("name").asText()));
    List<String> wrong = new ArrayList<>();
    for (String key : keys) {
      String value = pod.annotations().path(key).asText();
      if (pod.annotations().has(key) && !isSeccompAllowed(value)) {
        wrong.add(key + "=\"" + value + '"');
      }
    }
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "seccompProfile",
                "forbidden "
                    + plural("annotation ", "annotations ", wrong.size())
                    + String.join(", ", wrong)));
  }

  private static boolean isSeccompAllowed(String value) {
    return value.equals("runtime/default")
        || value.equals("docker/default")
        || value.startsWith("localhost/");
  }

  private static Optional<Violation> forbiddenSeccomp(PodShape pod) {
    Set<String> types = new TreeSet<>();
    String setters =
        setters(
            sets(pod.securityContext(), "seccompProfile", SECCOMP_TYPES, types),
            pod.containersWith(context -> sets(context, "seccompProfile", SECCOMP_TYPES, types)));
    return setters.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "seccompProfile",
                setters + " must not set securityContext.seccompProfile.type to " + quoted(types)));
  }

  private static Optional<Violation> requiredSeccomp(PodShape pod) {
    Optional<Violation> forbidden = forbiddenSeccomp(pod);
    if (forbidden.isPresent() || pod.securityContext().hasNonNull("seccompProfile")) {
      return forbidden;
    }
    List<String> names = pod.containersWith(context -> !context.hasNonNull("seccompProfile"));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "seccompProfile",
                "pod or "
                    + containers(names)
                    + " must set securityContext.seccompProfile.type to"
                    + " \"RuntimeDefault\" or \"Localhost\""));
  }
}
