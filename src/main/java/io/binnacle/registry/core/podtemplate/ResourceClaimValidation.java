package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.apimachinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The rules of a pod's claims of devices and of its containers' use of them (KEP-4381). */
final class ResourceClaimValidation {
  static final InternalForm CLAIM =
      InternalForm.empty().texts("Name").optional("ResourceClaimName", "ResourceClaimTemplateName");

  private ResourceClaimValidation() {}

  static void validate(JsonNode claims, FieldPath path, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode claim : claims) {
      FieldPath at = path.index(index++);
      String name = claim.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(at.child("name"), ""));
      } else if (!names.add(name)) {
        errors.add(FieldError.duplicate(at.child("name"), name));
      } else {
        FieldChecks.label(claim.path("name"), at.child("name"), errors);
      }
      boolean named = claim.hasNonNull("resourceClaimName");
      boolean templated = claim.hasNonNull("resourceClaimTemplateName");
      if (named == templated) {
        errors.add(
            FieldError.invalidRaw(
                at,
                CLAIM.show(claim),
                named
                    ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be"
                        + " specified"
                    : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
      }
      for (String field : List.of("resourceClaimName", "resourceClaimTemplateName")) {
        if (claim.hasNonNull(field)) {
          FieldChecks.subdomain(claim.path(field), at.child(field), errors);
        }
      }
    }
  }

  /** What a container uses must be what its pod claims. */
  static void validateUse(
      JsonNode claims, JsonNode podClaims, FieldPath path, List<FieldError> errors) {
    Set<String> known = new TreeSet<>();
    podClaims.forEach(claim -> known.add(claim.path("name").asText()));
    known.remove("");
    Set<String> used = new HashSet<>();
    int index = 0;
    for (JsonNode claim : claims) {
      FieldPath at = path.index(index++);
      String name = claim.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(at, ""));
        continue;
      }
      validateRequest(name, claim.path("request"), used, at, errors);
      if (!known.contains(name)) {
        errors.add(
            FieldError.notFound(
                at,
                name,
                "must be one of the names in pod.spec.resourceClaims"
                    + (known.isEmpty() ? " which is empty" : ": " + String.join(", ", known))));
      }
    }
  }

  private static void validateRequest(
      String name, JsonNode request, Set<String> used, FieldPath path, List<FieldError> errors) {
    if (used.contains(name)) {
      errors.add(FieldError.duplicate(path, name));
      return;
    }
    String key = name;
    if (!request.asText().isEmpty()) {
      FieldChecks.invalid(
          request.asText(),
          Names.dns1123Label(request.asText(), false),
          path.child("request"),
          errors);
      key = name + "/" + request.asText();
      if (used.contains(key)) {
        errors.add(FieldError.duplicate(path, key));
      }
    } else {
      used.stream()
          .filter(other -> other.startsWith(name + "/"))
          .forEach(_ -> errors.add(FieldError.duplicate(path, name)));
    }
    used.add(key);
  }
}
