package io.binnacle.registry.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.ResourceStrategy;
import java.util.ArrayList;
import java.util.List;

/** What roles have in common: lists of rules. */
public abstract class RoleRules implements ResourceStrategy.WithoutGeneration {
  private final boolean namespaced;

  /**
   * @param namespaced whether its rules hold in one namespace, where there are no paths
   */
  protected RoleRules(boolean namespaced) {
    this.namespaced = namespaced;
  }

  @Override
  public boolean allowsCreateOnUpdate() {
    return true;
  }

  @Override
  public List<String> validateName(String name, boolean isPrefix) {
    return Names.pathSegment(name, isPrefix);
  }

  /** Kubernetes' form has the field whatever it holds. */
  @Override
  public void applyDefaults(ObjectNode object) {
    if (object.path("rules").isEmpty()) {
      object.putNull("rules");
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath rules = FieldPath.of("rules");
    int index = 0;
    for (JsonNode rule : object.path("rules")) {
      validateRule(rule, rules.index(index++), errors);
    }
    return errors;
  }

  private void validateRule(JsonNode rule, FieldPath path, List<FieldError> errors) {
    if (rule.path("verbs").isEmpty()) {
      errors.add(FieldError.required(path.child("verbs"), "verbs must contain at least one value"));
    }
    JsonNode paths = rule.path("nonResourceURLs");
    if (!paths.isEmpty()) {
      FieldPath at = path.child("nonResourceURLs");
      if (namespaced) {
        errors.add(
            FieldError.invalid(at, paths, "namespaced rules cannot apply to non-resource URLs"));
      }
      if (!rule.path("apiGroups").isEmpty()
          || !rule.path("resources").isEmpty()
          || !rule.path("resourceNames").isEmpty()) {
        errors.add(
            FieldError.invalid(
                at, paths, "rules cannot apply to both regular resources and non-resource URLs"));
      }
      return;
    }
    if (rule.path("apiGroups").isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("apiGroups"), "resource rules must supply at least one api group"));
    }
    if (rule.path("resources").isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("resources"), "resource rules must supply at least one resource"));
    }
  }
}
