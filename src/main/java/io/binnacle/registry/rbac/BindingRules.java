package io.binnacle.registry.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.TableColumn;
import io.binnacle.registry.table.Columns;
import java.util.ArrayList;
import java.util.List;

/** What bindings of roles have in common: subjects, and a role that stays. */
public final class BindingRules implements ResourceStrategy.WithoutGeneration {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> SUBJECTS = List.of("ServiceAccount", "User", "Group");

  private static final InternalForm ROLE = InternalForm.empty().texts("APIGroup", "Kind", "Name");

  private final List<String> roleKinds;
  private final boolean namespaced;

  /**
   * @param roleKinds the kinds of roles that can be bound
   * @param namespaced whether service accounts without a namespace are the binding's own
   */
  public BindingRules(List<String> roleKinds, boolean namespaced) {
    this.roleKinds = roleKinds;
    this.namespaced = namespaced;
  }

  /** The columns of bindings. */
  public static List<TableColumn> columns() {
    return Columns.named()
        .text("Role", "The role that is bound.", BindingRules::role)
        .age()
        .wide("Users", "The users who have it.", o -> subjects(o, "User"))
        .wide("Groups", "The groups that have it.", o -> subjects(o, "Group"))
        .wide("ServiceAccounts", "The accounts that have it.", o -> subjects(o, "ServiceAccount"))
        .build();
  }

  private static Object role(ApiObject binding) {
    JsonNode role = binding.tree().path("roleRef");
    return role.path("kind").asText() + "/" + role.path("name").asText();
  }

  private static Object subjects(ApiObject binding, String kind) {
    List<String> names = new ArrayList<>();
    for (JsonNode subject : binding.tree().path("subjects")) {
      if (subject.path("kind").asText().equals(kind)) {
        String name = subject.path("name").asText();
        names.add(
            kind.equals("ServiceAccount") ? subject.path("namespace").asText() + "/" + name : name);
      }
    }
    return String.join(", ", names);
  }

  @Override
  public boolean allowsCreateOnUpdate() {
    return true;
  }

  @Override
  public List<String> validateName(String name, boolean isPrefix) {
    return Names.pathSegment(name, isPrefix);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Trees.defaultText(Trees.child(object, "roleRef"), "apiGroup", GROUP);
    for (ObjectNode subject : Trees.objects(object.path("subjects"))) {
      String kind = subject.path("kind").asText();
      if (kind.equals("User") || kind.equals("Group")) {
        Trees.defaultText(subject, "apiGroup", GROUP);
      }
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode role = object.path("roleRef");
    FieldPath path = FieldPath.of("roleRef");
    FieldChecks.oneOf(role.path("apiGroup"), List.of(GROUP), path.child("apiGroup"), errors);
    String kind = role.path("kind").asText();
    if (!roleKinds.contains(kind)) {
      errors.add(FieldError.notSupported(path.child("kind"), kind, roleKinds));
    }
    String name = role.path("name").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path.child("name"), ""));
    } else {
      FieldChecks.invalid(name, Names.pathSegment(name, false), path.child("name"), errors);
    }
    int index = 0;
    for (JsonNode subject : object.path("subjects")) {
      validateSubject(subject, FieldPath.of("subjects").index(index++), errors);
    }
    return errors;
  }

  private void validateSubject(JsonNode subject, FieldPath path, List<FieldError> errors) {
    String name = subject.path("name").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path.child("name"), ""));
    }
    String kind = subject.path("kind").asText();
    switch (kind) {
      case "ServiceAccount" -> {
        if (!name.isEmpty()) {
          FieldChecks.invalid(
              name, Names.dns1123Subdomain(name, false), path.child("name"), errors);
        }
        String group = subject.path("apiGroup").asText();
        if (!group.isEmpty()) {
          errors.add(FieldError.notSupported(path.child("apiGroup"), group, List.of("")));
        }
        if (!namespaced && subject.path("namespace").asText().isEmpty()) {
          errors.add(FieldError.required(path.child("namespace"), ""));
        }
      }
      case "User", "Group" ->
          FieldChecks.oneOf(
              subject.path("apiGroup"), List.of(GROUP), path.child("apiGroup"), errors);
      default -> errors.add(FieldError.notSupported(path.child("kind"), kind, SUBJECTS));
    }
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    JsonNode role = object.path("roleRef");
    return Trees.same(role, old.tree().path("roleRef"))
        ? List.of()
        : List.of(
            FieldError.invalidRaw(
                FieldPath.of("roleRef"), ROLE.show(role), "cannot change roleRef"));
  }
}
