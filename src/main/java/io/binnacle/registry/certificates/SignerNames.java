package io.binnacle.registry.certificates;

import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import java.util.List;

/** The names of signers, such as {@code example.com/clients}. */
public final class SignerNames {
  private static final int MAX_LENGTH = 571;

  private SignerNames() {}

  public static void validate(String name, FieldPath path, List<FieldError> errors) {
    if (name.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    String[] parts = name.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      errors.add(
          FieldError.invalid(
              path,
              name,
              "must be a fully qualified domain and path of the form 'example.com/signer-name'"));
      return;
    }
    FieldChecks.invalid(parts[0], Names.dns1123Subdomain(parts[0], false), path, errors);
    if (!parts[0].contains(".")) {
      errors.add(
          FieldError.invalid(
              path, parts[0], "should be a domain with at least two segments separated by dots"));
    }
    FieldChecks.invalid(parts[1], Names.dns1123Subdomain(parts[1], false), path, errors);
    if (name.length() > MAX_LENGTH) {
      errors.add(FieldError.tooLong(path, MAX_LENGTH));
    }
  }
}
