package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A DeleteOptions document that was checked. */
record DeletionOptions(
    OptionalLong gracePeriodSeconds,
    Optional<String> uid,
    Optional<String> resourceVersion,
    Optional<Propagation> propagation,
    boolean dryRun) {

  /** What becomes of the dependents of the deleted object. */
  enum Propagation {
    ORPHAN("Orphan"),
    BACKGROUND("Background"),
    FOREGROUND("Foreground");

    private final String text;

    Propagation(String text) {
      this.text = text;
    }
  }

  private static final String ORPHAN_FINALIZER = "orphan";
  private static final String FOREGROUND_FINALIZER = "foregroundDeletion";

  /**
   * Reads and checks the document.
   *
   * @throws ApiException Invalid when a value is not allowed
   */
  static DeletionOptions of(JsonNode document, boolean dryRun) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode policy = document.path("propagationPolicy");
    JsonNode orphan = document.path("orphanDependents");
    Optional<Propagation> propagation = Optional.empty();
    if (policy.isTextual()) {
      FieldPath path = FieldPath.of("propagationPolicy");
      for (Propagation known : Propagation.values()) {
        if (known.text.equals(policy.asText())) {
          propagation = Optional.of(known);
        }
      }
      if (orphan.isBoolean()) {
        errors.add(
            FieldError.invalid(
                path,
                policy.asText(),
                "orphanDependents and deletionPropagation cannot be both set"));
      } else if (propagation.isEmpty()) {
        errors.add(unsupportedPolicy(path, policy.asText()));
      }
    } else if (orphan.isBoolean()) {
      propagation = Optional.of(orphan.asBoolean() ? Propagation.ORPHAN : Propagation.BACKGROUND);
    }
    boolean dry = dryRun;
    for (JsonNode value : document.path("dryRun")) {
      if (value.asText().equals("All")) {
        dry = true;
      } else {
        errors.add(unsupportedDryRun(value.asText()));
      }
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", "DeleteOptions", "", errors);
    }
    JsonNode grace = document.path("gracePeriodSeconds");
    JsonNode preconditions = document.path("preconditions");
    return new DeletionOptions(
        grace.isNumber() ? OptionalLong.of(grace.asLong()) : OptionalLong.empty(),
        text(preconditions.path("uid")),
        text(preconditions.path("resourceVersion")),
        propagation,
        dry);
  }

  private static FieldError unsupportedPolicy(FieldPath path, String value) {
    return new FieldError(
        FieldError.Type.NOT_SUPPORTED,
        path.toString(),
        "\"" + value + "\"",
        "supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
  }

  private static FieldError unsupportedDryRun(String value) {
    return new FieldError(
        FieldError.Type.NOT_SUPPORTED,
        "dryRun",
        "[]string{\"" + value + "\"}",
        "supported values: \"All\"");
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
  }

  /**
   * Checks that the object is the one that the client means.
   *
   * @throws ApiException Conflict when it is another
   */
  void checkPreconditions(GroupResource resource, ApiObject object) {
    if (uid.isPresent() && !uid.get().equals(object.uid())) {
      throw ApiException.conflict(
          resource,
          object.name(),
          "the UID in the precondition ("
              + uid.get()
              + ") does not match the UID in record ("
              + object.uid()
              + "). The object might have been deleted and then recreated");
    }
    if (resourceVersion.isPresent() && !resourceVersion.get().equals(object.resourceVersion())) {
      throw ApiException.conflict(
          resource,
          object.name(),
          "the ResourceVersion in the precondition ("
              + resourceVersion.get()
              + ") does not match the ResourceVersion in record ("
              + object.resourceVersion()
              + "). The object might have been modified");
    }
  }

  /** The finalizers that make the garbage collector do what the client wants of dependents. */
  List<String> finalizers(List<String> present) {
    boolean orphan =
        propagation
            .map(policy -> policy == Propagation.ORPHAN)
            .orElse(present.contains(ORPHAN_FINALIZER));
    boolean foreground =
        propagation
            .map(policy -> policy == Propagation.FOREGROUND)
            .orElse(!orphan && present.contains(FOREGROUND_FINALIZER));
    List<String> finalizers = new ArrayList<>(present);
    finalizers.removeAll(List.of(ORPHAN_FINALIZER, FOREGROUND_FINALIZER));
    if (orphan) {
      finalizers.add(ORPHAN_FINALIZER);
    }
    if (foreground) {
      finalizers.add(FOREGROUND_FINALIZER);
    }
    return finalizers;
  }
}
