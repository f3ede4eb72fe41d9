package io.binnacle.admission.plugin.podsecurity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** How violations are worded. */
final class Wording {
  private Wording() {}

  static String plural(String one, String many, int count) {
    return count == 1 ? one : many;
  }

  /** The texts in quotes with commas between them. */
  static String quoted(Collection<String> texts) {
    return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(", "));
  }

  /** {@code container "a"} or {@code containers "a", "b"}. */
  static String containers(List<String> names) {
    return plural("container", "containers", names.size()) + " " + quoted(names);
  }

  /** {@code pod and container "a"}: who set what may not be set. */
  static String setters(boolean pod, List<String> containers) {
    List<String> setters = new ArrayList<>();
    if (pod) {
      setters.add("pod");
    }
    if (!containers.isEmpty()) {
      setters.add(containers(containers));
    }
    return String.join(" and ", setters);
  }
}
