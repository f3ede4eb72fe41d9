package io.binnacle.registry.apiextensions.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.schema.structural.ValueCheck;
import io.binnacle.schema.structural.ValueRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is special about custom resources: they are what a version of their definition says. */
final class CustomResourceStrategy implements ResourceStrategy {
  private final ValueRules rules;
  private final boolean terminating;

  /**
   * @param terminating whether the definition is being deleted, and its objects with it
   */
  CustomResourceStrategy(ValueRules rules, boolean terminating) {
    this.rules = rules;
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
    return ValueCheck.check(rules, object, old);
  }
}
