package io.binnacle.registry.core.resourcequota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The ResourceQuota kind. */
@Dependent
public final class ResourceQuotaResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "ResourceQuota", "resourcequotas")
        .shortNames("quota")
        .status()
        .columns(
            Columns.named()
                .text(
                    "Request",
                    "What is used and allowed of requests and counts.",
                    o -> use(o, false))
                .text("Limit", "What is used and allowed of limits.", o -> use(o, true))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object use(ApiObject quota, boolean limits) {
    JsonNode hard = quota.tree().at("/status/hard");
    JsonNode used = quota.tree().at("/status/used");
    Set<String> names = new TreeSet<>();
    hard.fieldNames().forEachRemaining(names::add);
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      if (name.startsWith("limits") == limits) {
        text.append(text.isEmpty() ? "" : ", ").append(name).append(": ");
        text.append(ResourceNames.amount(used, name)).append('/');
        text.append(ResourceNames.amount(hard, name));
      }
    }
    return text.toString();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      ResourceNames.validate(
          spec.path("hard"), ResourceNames.Use.QUOTA, SPEC.child("hard"), errors);
      QuotaScopeValidation.validate(spec, errors);
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      JsonNode scopes = object.at("/spec/scopes");
      Set<String> now = new HashSet<>(Trees.texts(scopes));
      Set<String> before = new HashSet<>(Trees.texts(old.tree().at("/spec/scopes")));
      return now.equals(before)
          ? List.of()
          : List.of(FieldError.invalid(SPEC.child("scopes"), scopes, "field is immutable"));
    }

    @Override
    public List<FieldError> validateStatusUpdate(
        Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      for (String list : List.of("hard", "used")) {
        ResourceNames.validate(
            object.path("status").path(list),
            ResourceNames.Use.QUOTA,
            FieldPath.of("status", list),
            errors);
      }
      return errors;
    }
  }
}
