package io.binnacle.registry.flowcontrol.flowschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.flowcontrol.BootstrapConfiguration;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a flow schema may say. */
final class FlowSchemaValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final int MAX_PRECEDENCE = 10_000;
  private static final String ALL = "*";
  private static final Set<String> METHODS = Set.of("ByNamespace", "ByUser");

  private static final Set<String> VERBS =
      Set.of(
          "get",
          "list",
          "create",
          "update",
          "delete",
          "deletecollection",
          "patch",
          "watch",
          "proxy");

  /** The kinds of those who ask, each with its field, in the order of Kubernetes' messages. */
  private static final Map<String, String> SUBJECTS =
      Map.of("ServiceAccount", "serviceAccount", "User", "user", "Group", "group");

  private static final List<String> SUBJECT_ORDER = List.of("ServiceAccount", "User", "Group");

  private FlowSchemaValidation() {}

  static List<FieldError> validate(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    validatePrecedence(
        spec.path("matchingPrecedence"), object.at("/metadata/name").asText(), errors);
    FieldChecks.oneOf(
        spec.at("/distinguisherMethod/type"),
        METHODS,
        SPEC.child("distinguisherMethod").child("type"),
        errors);
    String level = spec.at("/priorityLevelConfiguration/name").asText();
    FieldPath name = SPEC.child("priorityLevelConfiguration").child("name");
    if (level.isEmpty()) {
      errors.add(FieldError.required(name, "must reference a priority level"));
    } else {
      FieldChecks.invalid(level, Names.dns1123Subdomain(level, false), name, errors);
    }
    int index = 0;
    for (JsonNode rule : spec.path("rules")) {
      validateRule(rule, SPEC.child("rules").index(index++), errors);
    }
    validateMandatory(object.at("/metadata/name").asText(), spec, errors);
    return errors;
  }

  private static void validateMandatory(String name, JsonNode spec, List<FieldError> errors) {
    if (BootstrapConfiguration.isMandatory(name)
        && BootstrapConfiguration.schemaSpec(name)
            .filter(fixed -> !Trees.same(fixed, spec))
            .isPresent()) {
      errors.add(
          FieldError.invalid(SPEC, spec, "spec of '" + name + "' must equal the fixed value"));
    }
  }

  private static void validatePrecedence(
      JsonNode precedence, String name, List<FieldError> errors) {
    FieldPath path = SPEC.child("matchingPrecedence");
    if (precedence.asLong() <= 0) {
      errors.add(FieldError.invalid(path, precedence, "must be a positive value"));
    }
    if (precedence.asLong() > MAX_PRECEDENCE) {
      errors.add(
          FieldError.invalid(path, precedence, "must not be greater than " + MAX_PRECEDENCE));
    }
    if (precedence.asLong() == 1 && !name.equals("exempt")) {
      errors.add(
          FieldError.invalid(
              path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
    }
  }

  private static void validateRule(JsonNode rule, FieldPath path, List<FieldError> errors) {
    if (rule.path("subjects").isEmpty()) {
      errors.add(
          FieldError.required(path.child("subjects"), "subjects must contain at least one value"));
    }
    int index = 0;
    for (JsonNode subject : rule.path("subjects")) {
      validateSubject(subject, path.child("subjects").index(index++), errors);
    }
    if (rule.path("resourceRules").isEmpty() && rule.path("nonResourceRules").isEmpty()) {
      errors.add(
          FieldError.required(
              path, "at least one of resourceRules and nonResourceRules has to be non-empty"));
    }
    index = 0;
    for (JsonNode each : rule.path("resourceRules")) {
      validateResources(each, path.child("resourceRules").index(index++), errors);
    }
    index = 0;
    for (JsonNode each : rule.path("nonResourceRules")) {
      validatePaths(each, path.child("nonResourceRules").index(index++), errors);
    }
  }

  private static void validateSubject(JsonNode subject, FieldPath path, List<FieldError> errors) {
    String kind = subject.path("kind").asText();
    String field = SUBJECTS.get(kind);
    if (field == null) {
      errors.add(
          FieldError.notSupported(
              path.child("kind"), kind, List.of("Group", "ServiceAccount", "User")));
      return;
    }
    JsonNode named = subject.path(field);
    FieldPath at = path.child(field);
    if (!named.isObject()) {
      errors.add(
          FieldError.required(at, field + " is required when subject kind is '" + kind + "'"));
    } else if (named.path("name").asText().isEmpty()) {
      errors.add(FieldError.required(at.child("name"), ""));
    }
    if (named.isObject() && field.equals("serviceAccount")) {
      validateAccount(named, at, errors);
    }
    for (String other : SUBJECT_ORDER) {
      String otherField = SUBJECTS.getOrDefault(other, "");
      if (!other.equals(kind) && subject.path(otherField).isObject()) {
        errors.add(
            FieldError.forbidden(
                path.child(otherField),
                otherField + " is forbidden when subject kind is not '" + other + "'"));
      }
    }
  }

  private static void validateAccount(JsonNode account, FieldPath path, List<FieldError> errors) {
    String name = account.path("name").asText();
    if (!name.isEmpty() && !name.equals(ALL)) {
      FieldChecks.subdomain(account.path("name"), path.child("name"), errors);
    }
    if (account.path("namespace").asText().isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("namespace"), "must specify namespace for service account"));
    } else {
      FieldChecks.label(account.path("namespace"), path.child("namespace"), errors);
    }
  }

  private static void validateVerbs(JsonNode verbs, FieldPath path, List<FieldError> errors) {
    List<String> texts = Trees.texts(verbs);
    if (texts.isEmpty()) {
      errors.add(FieldError.required(path, "verbs must contain at least one value"));
    } else if (!alone(verbs, "verbs", path, errors) && !VERBS.containsAll(texts)) {
      errors.add(
          new FieldError(
              FieldError.Type.NOT_SUPPORTED,
              path.toString(),
              verbs.toString(),
              FieldError.notSupported(path, "", List.copyOf(new TreeSet<>(VERBS))).detail()));
    }
  }

  /** Whether the list has the wildcard, which must then be its only item. */
  private static boolean alone(
      JsonNode list, String others, FieldPath path, List<FieldError> errors) {
    if (!Trees.texts(list).contains(ALL)) {
      return false;
    }
    if (list.size() > 1) {
      errors.add(
          FieldError.invalid(path, list, "if '*' is present, must not specify other " + others));
    }
    return true;
  }

  private static void validateResources(JsonNode rule, FieldPath path, List<FieldError> errors) {
    validateVerbs(rule.path("verbs"), path.child("verbs"), errors);
    if (rule.path("apiGroups").isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("apiGroups"), "resource rules must supply at least one api group"));
    }
    alone(rule.path("apiGroups"), "api groups", path.child("apiGroups"), errors);
    if (rule.path("resources").isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("resources"), "resource rules must supply at least one resource"));
    }
    alone(rule.path("resources"), "resources", path.child("resources"), errors);
    JsonNode namespaces = rule.path("namespaces");
    FieldPath at = path.child("namespaces");
    if (namespaces.isEmpty() && !rule.path("clusterScope").asBoolean()) {
      errors.add(
          FieldError.required(
              at, "resource rules that are not cluster scoped must supply at least one namespace"));
    } else if (!alone(namespaces, "namespaces", at, errors)) {
      int index = 0;
      for (String namespace : Trees.texts(namespaces)) {
        FieldPath each = at.index(index++);
        for (String why : Names.dns1123Label(namespace, false)) {
          errors.add(
              FieldError.invalid(
                  each,
                  namespace,
                  "each member of this list must be '*' or a DNS-1123 label; " + why));
        }
      }
    }
  }

  private static void validatePaths(JsonNode rule, FieldPath path, List<FieldError> errors) {
    validateVerbs(rule.path("verbs"), path.child("verbs"), errors);
    JsonNode urls = rule.path("nonResourceURLs");
    FieldPath at = path.child("nonResourceURLs");
    if (urls.isEmpty()) {
      errors.add(FieldError.required(at, "nonResourceURLs must contain at least one value"));
    } else if (!alone(urls, "non-resource URLs", at, errors)) {
      int index = 0;
      for (String url : Trees.texts(urls)) {
        String why = refusal(url);
        if (!why.isEmpty()) {
          errors.add(FieldError.invalid(at.index(index), url, why));
        }
        index++;
      }
    }
  }

  private static String refusal(String url) {
    if (url.isEmpty()) {
      return "must not be empty";
    }
    if (!url.startsWith("/")) {
      return "must start with slash";
    }
    if (url.contains(" ")) {
      return "must not contain white-space";
    }
    if (url.contains("//")) {
      return "must not contain double slash";
    }
    int wildcard = url.indexOf('*');
    return wildcard >= 0 && (wildcard != url.length() - 1 || !url.endsWith("/*"))
        ? "wildcard can only do suffix matching"
        : "";
  }
}
