package io.binnacle.registry.coordination;

import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.List;

/** The names of the ways of choosing who holds a lease (KEP-4355). */
public final class LeaseStrategies {
  public static final String OLDEST = "OldestEmulationVersion";

  private LeaseStrategies() {}

  /** A name without a domain is one of Kubernetes' own. Messages name the field once more. */
  public static void validate(String strategy, FieldPath path, List<FieldError> errors) {
    FieldPath at = path.child("strategy");
    if (strategy.contains("/")) {
      FieldChecks.invalid(strategy, LabelValidation.qualifiedName(strategy), at, errors);
    } else if (!strategy.equals(OLDEST)) {
      errors.add(FieldError.notSupported(at, strategy, List.of(OLDEST)));
    }
  }
}
