package io.binnacle.controller.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.Conditions.Condition;
import io.binnacle.apimachinery.runtime.Trees;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which of a definition's names are accepted: those that no other one of its group has.
 * With its names accepted for the first time a definition is established, and stays so.
 */
final class NameConditions {
  private NameConditions() {}

  /** The status that the definition should have. */
  static ObjectNode status(ApiObject definition, List<ApiObject> others, Instant now) {
    ObjectNode status = Definitions.status(definition);
    Taken taken = Taken.by(others);
    JsonNode wanted = definition.tree().at("/spec/names");
    Optional<Condition> conflict = conflict(wanted, taken);
    if (conflict.isEmpty()) {
      status.set("acceptedNames", wanted.deepCopy());
    }
    Conditions.set(
        status,
        conflict.orElse(
            new Condition("NamesAccepted", "True", "NoConflicts", "no conflicts found")),
        now);
    if (conflict.isEmpty() && !Conditions.isTrue(definition.tree(), "Established")) {
      Conditions.set(
          status,
          new Condition(
              "Established",
              "True",
              "InitialNamesAccepted",
              "the initial names have been accepted"),
          now);
    } else if (conflict.isPresent() && !Conditions.isTrue(definition.tree(), "Established")) {
      Conditions.set(
          status,
          new Condition("Established", "False", "NotAccepted", "not all names are accepted"),
          now);
    }
    return status;
  }

  /** The names of resources and the names of kinds that are taken. */
  private record Taken(Set<String> resources, Set<String> kinds) {
    static Taken by(List<ApiObject> others) {
      Taken taken = new Taken(new HashSet<>(), new HashSet<>());
      for (ApiObject other : others) {
        JsonNode names = other.tree().at("/status/acceptedNames");
        taken.resources.add(names.path("plural").asText());
        taken.resources.add(names.path("singular").asText());
        taken.resources.addAll(Trees.texts(names.path("shortNames")));
        taken.kinds.add(names.path("kind").asText());
        taken.kinds.add(names.path("listKind").asText());
      }
      taken.resources.remove("");
      taken.kinds.remove("");
      return taken;
    }
  }

  private static Optional<Condition> conflict(JsonNode names, Taken taken) {
    Optional<Condition> conflict =
        check(names.path("plural").asText(), taken.resources(), "PluralConflict");
    if (conflict.isEmpty()) {
      conflict = check(names.path("singular").asText(), taken.resources(), "SingularConflict");
    }
    for (String shortName : Trees.texts(names.path("shortNames"))) {
      if (conflict.isEmpty()) {
        conflict = check(shortName, taken.resources(), "ShortNamesConflict");
      }
    }
    if (conflict.isEmpty()) {
      conflict = check(names.path("kind").asText(), taken.kinds(), "KindConflict");
    }
    return conflict.isEmpty()
        ? check(names.path("listKind").asText(), taken.kinds(), "ListKindConflict")
        : conflict;
  }

  private static Optional<Condition> check(String name, Set<String> taken, String reason) {
    return taken.contains(name)
        ? Optional.of(
            new Condition("NamesAccepted", "False", reason, "\"" + name + "\" is already in use"))
        : Optional.empty();
  }
}
