package io.binnacle.registry.networking.ingressclass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The IngressClass kind. */
@Dependent
public final class IngressClassResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("networking.k8s.io", "v1", "IngressClass", "ingressclasses")
        .clusterScoped()
        .columns(
            Columns.named()
                .text(
                    "Controller", "Who carries its ingresses out.", Columns.at("/spec/controller"))
                .text("Parameters", "What it is set up by.", IngressClassResource::parameters)
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object parameters(ApiObject ingressClass) {
    JsonNode parameters = ingressClass.tree().at("/spec/parameters");
    if (!parameters.isObject()) {
      return Columns.NONE;
    }
    String group = parameters.path("apiGroup").asText("");
    return parameters.path("kind").asText()
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + parameters.path("name").asText();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final Set<String> SCOPES = Set.of("Cluster", "Namespace");
    private static final int MAX_CONTROLLER = 250;

    @Override
    public void applyDefaults(ObjectNode object) {
      if (object.at("/spec/parameters") instanceof ObjectNode parameters) {
        Trees.defaultText(parameters, "scope", "Cluster");
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      String controller = object.at("/spec/controller").asText();
      FieldPath at = SPEC.child("controller");
      if (controller.length() > MAX_CONTROLLER) {
        errors.add(FieldError.tooLong(at, MAX_CONTROLLER));
      }
      if (controller.isEmpty()) {
        errors.add(FieldError.required(at, ""));
      } else {
        FieldChecks.domainPrefixedPath(controller, at, errors);
      }
      JsonNode parameters = object.at("/spec/parameters");
      if (parameters.isObject()) {
        validateParameters(parameters, SPEC.child("parameters"), errors);
      }
      return errors;
    }

    private static void validateParameters(
        JsonNode parameters, FieldPath path, List<FieldError> errors) {
      if (parameters.hasNonNull("apiGroup")) {
        FieldChecks.subdomain(parameters.path("apiGroup"), path.child("apiGroup"), errors);
      }
      for (String field : List.of("kind", "name")) {
        String value = parameters.path(field).asText();
        if (value.isEmpty()) {
          errors.add(FieldError.required(path.child(field), field + " is required"));
        } else {
          FieldChecks.invalid(value, Names.pathSegment(value, false), path.child(field), errors);
        }
      }
      String scope = parameters.path("scope").asText();
      FieldChecks.requiredOneOf(parameters.path("scope"), SCOPES, path.child("scope"), errors);
      boolean named = parameters.hasNonNull("namespace");
      if (scope.equals("Namespace") && !named) {
        errors.add(
            FieldError.required(
                path.child("namespace"), "`parameters.scope` is set to 'Namespace'"));
      } else if (scope.equals("Namespace")) {
        FieldChecks.label(parameters.path("namespace"), path.child("namespace"), errors);
      } else if (scope.equals("Cluster") && named) {
        errors.add(
            FieldError.forbidden(
                path.child("namespace"), "`parameters.scope` is set to 'Cluster'"));
      }
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(
          object.at("/spec/controller"),
          old.tree().at("/spec/controller"),
          SPEC.child("controller"),
          errors);
      return errors;
    }
  }
}
