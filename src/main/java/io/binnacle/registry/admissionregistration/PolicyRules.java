package io.binnacle.registry.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.table.Columns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Defaults and rules that the policies and their bindings have in common. */
public final class PolicyRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> FAILURE = List.of("Fail", "Ignore");
  private static final List<String> NOT_FOUND_ACTIONS = List.of("Deny", "Allow");

  private PolicyRules() {}

  public static ObjectNode policyDefaults(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    Trees.defaultText(spec, "failurePolicy", "Fail");
    MatchRules.constraintDefaults(spec.path("matchConstraints"));
    return spec;
  }

  /** What both sorts of policies say. */
  public static List<FieldError> validatePolicy(JsonNode spec) {
    List<FieldError> errors = new ArrayList<>();
    FieldChecks.requiredOneOf(
        spec.path("failurePolicy"), FAILURE, SPEC.child("failurePolicy"), errors);
    JsonNode kind = spec.path("paramKind");
    if (kind.isObject()) {
      FieldPath path = SPEC.child("paramKind");
      FieldChecks.required(kind.path("apiVersion"), path.child("apiVersion"), errors);
      FieldChecks.required(kind.path("kind"), path.child("kind"), errors);
    }
    FieldPath constraints = SPEC.child("matchConstraints");
    if (spec.path("matchConstraints").isObject()) {
      MatchRules.validateConstraints(spec.path("matchConstraints"), true, constraints, errors);
    } else {
      errors.add(FieldError.required(constraints, ""));
    }
    MatchRules.validateConditions(
        spec.path("matchConditions"), SPEC.child("matchConditions"), errors);
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode variable : spec.path("variables")) {
      FieldPath at = SPEC.child("variables").index(index++);
      String name = variable.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(at.child("name"), "name is not specified"));
      } else if (!name.matches("[_a-zA-Z][_a-zA-Z0-9]*")) {
        errors.add(
            FieldError.invalid(at.child("name"), name, "name is not a valid CEL identifier"));
      } else if (!names.add(name)) {
        errors.add(FieldError.duplicate(at.child("name"), name));
      }
      if (variable.path("expression").asText().isBlank()) {
        errors.add(FieldError.required(at.child("expression"), "expression is not specified"));
      }
    }
    return errors;
  }

  public static void bindingDefaults(ObjectNode object) {
    MatchRules.constraintDefaults(object.at("/spec/matchResources"));
  }

  /** What both sorts of bindings say. */
  public static List<FieldError> validateBinding(JsonNode spec) {
    List<FieldError> errors = new ArrayList<>();
    String policy = spec.path("policyName").asText();
    if (policy.isEmpty()) {
      errors.add(FieldError.required(SPEC.child("policyName"), ""));
    } else {
      FieldChecks.invalid(
          policy, Names.dns1123Subdomain(policy, false), SPEC.child("policyName"), errors);
    }
    JsonNode parameters = spec.path("paramRef");
    if (parameters.isObject()) {
      validateParameters(parameters, SPEC.child("paramRef"), errors);
    }
    if (spec.path("matchResources").isObject()) {
      MatchRules.validateConstraints(
          spec.path("matchResources"), false, SPEC.child("matchResources"), errors);
    }
    return errors;
  }

  private static void validateParameters(
      JsonNode parameters, FieldPath path, List<FieldError> errors) {
    boolean named = !parameters.path("name").asText().isEmpty();
    boolean selected = parameters.path("selector").isObject();
    if (named && selected) {
      errors.add(
          FieldError.forbidden(path.child("name"), "name and selector are mutually exclusive"));
    } else if (!named && !selected) {
      errors.add(FieldError.required(path, "one of name or selector must be specified"));
    }
    if (selected) {
      LabelValidation.selector(parameters.path("selector"), path.child("selector"), errors);
    }
    JsonNode action = parameters.path("parameterNotFoundAction");
    if (action.asText().isEmpty()) {
      errors.add(FieldError.required(path.child("parameterNotFoundAction"), ""));
    } else {
      FieldChecks.oneOf(action, NOT_FOUND_ACTIONS, path.child("parameterNotFoundAction"), errors);
    }
  }

  /** The column of a policy's binding, and its parameters. */
  public static Columns bindingColumns() {
    return Columns.named()
        .text("PolicyName", "The policy.", Columns.at("/spec/policyName"))
        .text("ParamRef", "Its parameters.", PolicyRules::parameters)
        .age();
  }

  private static Object parameters(ApiObject binding) {
    JsonNode parameters = binding.tree().at("/spec/paramRef");
    if (!parameters.isObject()) {
      return "<unset>";
    }
    if (parameters.path("selector").isObject()) {
      return Columns.selector(parameters.path("selector"));
    }
    String namespace = parameters.path("namespace").asText();
    return (namespace.isEmpty() ? "*" : namespace) + "/" + parameters.path("name").asText();
  }

  /** The kind of a policy's parameters. */
  public static Object parameterKind(ApiObject policy) {
    JsonNode kind = policy.tree().at("/spec/paramKind");
    return kind.isObject()
        ? kind.path("apiVersion").asText() + "/" + kind.path("kind").asText()
        : "<unset>";
  }
}
