package io.binnacle.registry.apiextensions.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.schema.cel.ValidationRules;
import io.binnacle.schema.structural.ValueCheck;
import io.binnacle.schema.structural.ValueRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is special about custom resources: they are what a version of their definition says. */
final class CustomResourceStrategy implements ResourceStrategy {
  /** Where values are of the wrong form, expressions about them would only fail, too. */
  private static final Set<FieldError.Type> BLOCKING =
      EnumSet.of(
          FieldError.Type.NOT_SUPPORTED,
          FieldError.Type.REQUIRED,
          FieldError.Type.TOO_LONG,
          FieldError.Type.TOO_MANY,
          FieldError.Type.TYPE_INVALID);

  private final ValueRules rules;
  private final @Nullable ValidationRules expressions;
  private final boolean terminating;

  /**
   * @param expressions null where the schema has none
   * @param terminating whether the definition is being deleted, and its objects with it
   */
  CustomResourceStrategy(
      ValueRules rules, @Nullable ValidationRules expressions, boolean terminating) {
    this.rules = rules;
    this.expressions = expressions;
    this.terminating = terminating;
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    if (terminating) {
      throw ApiException.of(
          StatusReason.METHOD_NOT_ALLOWED,
          "create not allowed while custom resource definition is terminating",
          context.scope().definition().groupResource(),
          "",
          List.of());
    }
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    return check(object, null);
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    return check(object, old.tree());
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    return check(object, old.tree());
  }

  private List<FieldError> check(ObjectNode object, @Nullable JsonNode old) {
    List<FieldError> errors = ValueCheck.check(rules, object, old);
    if (expressions == null) {
      return errors;
    }
    List<FieldError> all = new ArrayList<>(errors);
    if (errors.stream().anyMatch(error -> BLOCKING.contains(error.type()))) {
      all.add(
          new FieldError(
              FieldError.Type.INVALID,
              "<nil>",
              "null",
              "some validation rules were not checked because the object was invalid; correct the"
                  + " existing errors to complete validation"));
    } else {
      all.addAll(expressions.check(object, old));
    }
    return all;
  }
}
