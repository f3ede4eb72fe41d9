package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.core.ResourceNames;
import java.util.List;
import java.util.Map;

/** The rules of what containers ask for and are limited to. */
final class ResourceValidation {
  private ResourceValidation() {}

  static void validate(JsonNode resources, FieldPath path, List<FieldError> errors) {
    JsonNode limits = resources.path("limits");
    JsonNode requests = resources.path("requests");
    ResourceNames.validate(limits, ResourceNames.Use.CONTAINER, path.child("limits"), errors);
    ResourceNames.validate(requests, ResourceNames.Use.CONTAINER, path.child("requests"), errors);
    for (Map.Entry<String, JsonNode> entry : requests.properties()) {
      String name = entry.getKey();
      boolean exact = ResourceNames.isHugePages(name) || ResourceNames.isExtended(name);
      if (!limits.has(name)) {
        if (exact) {
          errors.add(
              FieldError.required(
                  path.child("limits"), "Limit must be set for non overcommitable resources"));
        }
        continue;
      }
      Quantity request = ResourceNames.quantity(entry.getValue());
      Quantity limit = ResourceNames.amount(limits, name);
      if (exact && !request.equals(limit)) {
        errors.add(
            FieldError.invalid(
                path.child("requests"),
                request.toString(),
                "must be equal to " + name + " limit of " + limit));
      } else if (request.compareTo(limit) > 0) {
        errors.add(
            FieldError.invalid(
                path.child("requests"),
                request.toString(),
                "must be less than or equal to " + name + " limit of " + limit));
      }
    }
  }
}
