package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.certificates.SignerNames;
import java.util.List;

/** The rules of certificates that pods get as files (KEP-4317). */
final class PodCertificateValidation {
  private static final List<String> KEY_TYPES =
      List.of("RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519");
  private static final List<String> FILES =
      List.of("credentialBundlePath", "keyPath", "certificateChainPath");
  private static final int MIN_SECONDS = 3600;
  private static final int MAX_SECONDS = 7_862_400;

  private PodCertificateValidation() {}

  static void validate(JsonNode certificate, FieldPath path, List<FieldError> errors) {
    SignerNames.validate(certificate.path("signerName").asText(), path.child("signerName"), errors);
    FieldChecks.requiredOneOf(
        certificate.path("keyType"), KEY_TYPES, path.child("keyType"), errors);
    FieldChecks.between(
        certificate.path("maxExpirationSeconds"),
        MIN_SECONDS,
        MAX_SECONDS,
        path.child("maxExpirationSeconds"),
        errors);
    boolean given = false;
    for (String file : FILES) {
      given |= !certificate.path(file).asText().isEmpty();
      FieldChecks.plainRelativePath(certificate.path(file), path.child(file), errors);
    }
    if (!given) {
      errors.add(
          FieldError.required(
              path,
              "specify at least one of credentialBundlePath, keyPath, and certificateChainPath"));
    }
  }
}
