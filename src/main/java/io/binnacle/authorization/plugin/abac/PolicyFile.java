package io.binnacle.authorization.plugin.abac;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a policy file: one JSON object a line, blank lines and lines that begin with # left out. A
 * line is either the versioned form ({@code apiVersion}, {@code kind: Policy}, {@code spec}) or the
 * first, flat one, in which a field that is left out means everything.
 */
final class PolicyFile {
  private static final Set<String> VERSIONS =
      Set.of("abac.authorization.kubernetes.io/v1beta1", "abac.authorization.kubernetes.io/v0");
  private static final Set<String> FLAT_FIELDS =
      Set.of("user", "group", "readonly", "resource", "namespace", "kind", "apiVersion");
  private static final Set<String> SPEC_FIELDS =
      Set.of("user", "group", "readonly", "apiGroup", "namespace", "resource", "nonResourcePath");

  private PolicyFile() {}

  /**
   * @throws ConfigurationException naming every line that is wrong
   */
  static List<Policy> parse(Path file, List<String> lines) {
    List<Policy> policies = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        policies.add(policy(line));
      } catch (IllegalArgumentException e) {
        problems.add(file + ", line " + (i + 1) + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return List.copyOf(policies);
  }

  private static Policy policy(String line) {
    JsonNode tree = read(line);
    String apiVersion = text(tree, "apiVersion");
    String kind = text(tree, "kind");
    if (apiVersion.isEmpty() && kind.isEmpty()) {
      return flat(tree);
    }
    if (!VERSIONS.contains(apiVersion) || !kind.equals("Policy")) {
      throw new IllegalArgumentException(
          "unknown apiVersion \"" + apiVersion + "\" or kind \"" + kind + "\"");
    }
    return apiVersion.endsWith("/v0") ? flat(tree) : versioned(tree.path("spec"));
  }

  private static JsonNode read(String line) {
    JsonNode tree;
    try {
      tree = Json.read(line.getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
    if (!tree.isObject()) {
      throw new IllegalArgumentException("is not a JSON object");
    }
    return tree;
  }

  private static Policy versioned(JsonNode spec) {
    if (!spec.isObject()) {
      throw new IllegalArgumentException("spec is missing");
    }
    checkFields(spec, SPEC_FIELDS);
    String user = text(spec, "user");
    String group = text(spec, "group");
    boolean anybody = user.equals(Policy.ANY) || group.equals(Policy.ANY);
    return new Policy(
        user,
        anybody ? UserInfo.ALL_AUTHENTICATED : group,
        isTrue(spec),
        text(spec, "apiGroup"),
        text(spec, "namespace"),
        text(spec, "resource"),
        text(spec, "nonResourcePath"));
  }

  private static Policy flat(JsonNode tree) {
    checkFields(tree, FLAT_FIELDS);
    String user = text(tree, "user");
    String group = text(tree, "group");
    String namespace = text(tree, "namespace");
    String resource = text(tree, "resource");
    boolean anybody =
        (user.isEmpty() && group.isEmpty()) || user.equals(Policy.ANY) || group.equals(Policy.ANY);
    return new Policy(
        user,
        anybody ? UserInfo.ALL_AUTHENTICATED : group,
        isTrue(tree),
        Policy.ANY,
        orAny(namespace),
        orAny(resource),
        namespace.isEmpty() && resource.isEmpty() ? Policy.ANY : "");
  }

  private static String orAny(String value) {
    return value.isEmpty() ? Policy.ANY : value;
  }

  /** A misspelt restriction would be a permission: what is not known is refused. */
  private static void checkFields(JsonNode tree, Set<String> known) {
    tree.fieldNames()
        .forEachRemaining(field -> {
          if (!known.contains(field)) {
            throw new IllegalArgumentException("unknown field \"" + field + "\"");
          }
        });
  }

  private static String text(JsonNode tree, String field) {
    JsonNode value = tree.path(field);
    if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
      throw new IllegalArgumentException(field + " must be a string");
    }
    return value.asText("");
  }

  private static boolean isTrue(JsonNode tree) {
    JsonNode value = tree.path("readonly");
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw new IllegalArgumentException("readonly must be true or false");
    }
    return value.asBoolean();
  }
}
