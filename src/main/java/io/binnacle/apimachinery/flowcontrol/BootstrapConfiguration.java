package io.binnacle.apimachinery.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of API priority and fairness that a cluster begins with. What is mandatory
 * stays as it is; what is suggested its administrators may change or take over. The trees are
 * shared: to read only.
 */
public final class BootstrapConfiguration {
  /** Says whether the specification of a suggested object follows the one suggested here. */
  public static final String AUTO_UPDATE = "apf.kubernetes.io/autoupdate-spec";

  static final String EXEMPT = "exempt";
  static final String CATCH_ALL = "catch-all";

  private static final Set<String> MANDATORY = Set.of(EXEMPT, CATCH_ALL);
  private static final Map<String, ObjectNode> LEVELS = byName(BootstrapLevels.all());
  private static final Map<String, ObjectNode> SCHEMAS = byName(BootstrapSchemas.all());

  private BootstrapConfiguration() {}

  private static Map<String, ObjectNode> byName(List<ObjectNode> objects) {
    Map<String, ObjectNode> byName = new LinkedHashMap<>();
    objects.forEach(object -> byName.put(object.at("/metadata/name").asText(), object));
    return Collections.unmodifiableMap(byName);
  }

  public static Collection<ObjectNode> levels() {
    return LEVELS.values();
  }

  public static Collection<ObjectNode> schemas() {
    return SCHEMAS.values();
  }

  /** Whether the level and the schema of this name are mandatory. */
  public static boolean isMandatory(String name) {
    return MANDATORY.contains(name);
  }

  /**
   * What is to be the specification of a level, if it is one of these. How many seats the exempt
   * level lends is up to the administrators, though it is mandatory.
   *
   * @param current its specification as it is
   */
  public static Optional<ObjectNode> levelSpec(String name, JsonNode current) {
    Optional<ObjectNode> spec = spec(LEVELS, name);
    if (name.equals(EXEMPT)) {
      spec.ifPresent(own -> Trees.setOrRemove(own, EXEMPT, current.get(EXEMPT)));
    }
    return spec;
  }

  /** What is to be the specification of a flow schema, if it is one of these. */
  public static Optional<ObjectNode> schemaSpec(String name) {
    return spec(SCHEMAS, name);
  }

  private static Optional<ObjectNode> spec(Map<String, ObjectNode> objects, String name) {
    return Optional.ofNullable(objects.get(name))
        .map(object -> (ObjectNode) object.path("spec").deepCopy());
  }

  static ObjectNode object(String kind, String name) {
    ObjectNode object = Json.object();
    object.put("kind", kind).put("apiVersion", "flowcontrol.apiserver.k8s.io/v1");
    object
        .putObject("metadata")
        .put("name", name)
        .putObject("annotations")
        .put(AUTO_UPDATE, "true");
    return object;
  }
}
