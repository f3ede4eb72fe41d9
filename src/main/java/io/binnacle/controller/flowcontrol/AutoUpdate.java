package io.binnacle.controller.flowcontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.flowcontrol.BootstrapConfiguration;
import io.binnacle.apimachinery.meta.ApiObject;
import java.util.Optional;
import java.util.Set;

/** Whose word an object's specification is: the cluster's or an administrator's. */
final class AutoUpdate {
  /** The spellings of a truth value that Kubernetes understands in the annotation. */
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  private AutoUpdate() {}

  /** What the annotation says, empty without one or where it says neither. */
  static Optional<Boolean> stated(ApiObject object) {
    String value = object.annotations().getOrDefault(BootstrapConfiguration.AUTO_UPDATE, "");
    if (TRUE.contains(value)) {
      return Optional.of(true);
    }
    return FALSE.contains(value) ? Optional.of(false) : Optional.empty();
  }

  /**
   * The object with its annotation, and with its specification where that follows. Without a valid
   * annotation it follows as long as nobody has ever changed it.
   */
  static ObjectNode applied(ApiObject object, ObjectNode spec) {
    boolean follows =
        BootstrapConfiguration.isMandatory(object.name())
            || stated(object).orElse(object.generation() == 1);
    ObjectNode applied = object.copyTree();
    if (!stated(object).equals(Optional.of(follows))) {
      applied
          .withObjectProperty("metadata")
          .withObjectProperty("annotations")
          .put(BootstrapConfiguration.AUTO_UPDATE, Boolean.toString(follows));
    }
    if (follows) {
      applied.set("spec", spec);
    }
    return applied;
  }
}
