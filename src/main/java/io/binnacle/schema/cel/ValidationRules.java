package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a resource's schema, compiled once for all objects. Immutable; safe for any thread.
 */
public final class ValidationRules {
  private final RuleNode root;

  private ValidationRules(RuleNode root) {
    this.root = root;
  }

  /**
   * The rules that a schema has.
   *
   * @param schema the structural schema of a resource; its rules were found right when it was
   *     defined
   * @return empty where it has none
   * @throws IllegalArgumentException where a rule cannot be compiled after all
   */
  public static Optional<ValidationRules> of(JsonNode schema) {
    return DeclaredType.ofResource(schema, "object")
        .flatMap(type -> new RuleNode.Compiler(new DeclaredTypes(type)).node(schema, schema, type))
        .map(ValidationRules::new);
  }

  /**
   * Checks an object that fits its schema.
   *
   * @param old what it was before an update; null for a creation
   */
  public List<FieldError> check(JsonNode object, @Nullable JsonNode old) {
    return new RuleCheck().check(root, object, old);
  }
}
