package io.binnacle.registry.networking.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import java.util.List;

/** Rules of ingresses. */
final class IngressStrategy implements ResourceStrategy {
  private static final String CLASS = "kubernetes.io/ingress.class";

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    object.putObject("status").putObject("loadBalancer");
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    Trees.child(Trees.child(object, "status"), "loadBalancer");
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    return IngressRules.validate(object);
  }

  /** The annotation is what named the class before there was a field for it. */
  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    String annotated = object.path("metadata").path("annotations").path(CLASS).asText();
    String named = object.path("spec").path("ingressClassName").asText();
    return annotated.isEmpty() || named.isEmpty() || annotated.equals(named)
        ? List.of()
        : List.of(
            FieldError.invalid(
                FieldPath.of("annotations", CLASS),
                annotated,
                "must match `ingressClassName` when both are specified"));
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    return IngressRules.validateStatus(object);
  }
}
