package io.binnacle.registry.certificates.certificatesigningrequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.authentication.UserDocument;
import io.binnacle.registry.certificates.PemBlocks;
import io.binnacle.registry.certificates.SignerNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules of requests, whose author the server writes down. */
final class CertificateSigningRequestStrategy implements ResourceStrategy.WithoutGeneration {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Set<String> USAGES =
      Set.of(
          "any",
          "cert sign",
          "client auth",
          "code signing",
          "content commitment",
          "crl sign",
          "data encipherment",
          "decipher only",
          "digital signature",
          "email protection",
          "encipher only",
          "ipsec end system",
          "ipsec tunnel",
          "ipsec user",
          "key agreement",
          "key encipherment",
          "microsoft sgc",
          "netscape sgc",
          "ocsp signing",
          "s/mime",
          "server auth",
          "signing",
          "timestamping");

  private static final String LEGACY_SIGNER = "kubernetes.io/legacy-unknown";
  private static final int MIN_SECONDS = 600;

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    UserInfo user = context.scope().user();
    ObjectNode spec = Trees.child(object, "spec");
    spec.remove(List.of("username", "uid", "groups", "extra"));
    ObjectNode author = UserDocument.of(user);
    author.properties().forEach(entry -> spec.set(entry.getKey(), entry.getValue()));
    object.putObject("status");
  }

  /** What was asked for stays as it is. */
  @Override
  public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
    Trees.setOrRemove(object, "spec", old.tree().get("spec"));
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    CertificateConditions.stamp(Trees.child(object, "status"), context.now());
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    if (!isRequest(spec.path("request").asText())) {
      errors.add(
          FieldError.invalid(
              SPEC.child("request"),
              spec.path("request"),
              "PEM block type must be CERTIFICATE REQUEST"));
    }
    FieldPath usages = SPEC.child("usages");
    if (spec.path("usages").isEmpty()) {
      errors.add(FieldError.required(usages, ""));
    }
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (JsonNode usage : spec.path("usages")) {
      FieldPath at = usages.index(index++);
      if (!USAGES.contains(usage.asText())) {
        errors.add(FieldError.notSupported(at, usage.asText(), USAGES));
      }
      if (!seen.add(usage.asText())) {
        errors.add(FieldError.duplicate(at, usage.asText()));
      }
    }
    SignerNames.validate(spec.path("signerName").asText(), SPEC.child("signerName"), errors);
    JsonNode seconds = spec.path("expirationSeconds");
    if (seconds.isNumber() && seconds.asLong() < MIN_SECONDS) {
      errors.add(
          FieldError.invalid(
              SPEC.child("expirationSeconds"),
              seconds,
              "may not specify a duration less than 600 seconds (10 minutes)"));
    }
    return errors;
  }

  /** A signer of whom nothing is promised; only the beta version of this API let it be named. */
  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    String signer = object.at("/spec/signerName").asText();
    return signer.equals(LEGACY_SIGNER)
        ? List.of(
            FieldError.invalid(
                SPEC.child("signerName"),
                signer,
                "the legacy signerName is not allowed via this API version"))
        : List.of();
  }

  private static boolean isRequest(String base64) {
    return PemBlocks.read(base64, "CERTIFICATE REQUEST").size() == 1;
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors =
        new ArrayList<>(CertificateConditions.validate(object, old, Set.of("Approved", "Denied")));
    String certificate = object.at("/status/certificate").asText();
    String before = old.tree().at("/status/certificate").asText();
    FieldPath path = FieldPath.of("status", "certificate");
    if (!before.isEmpty() && !certificate.equals(before)) {
      errors.add(
          FieldError.forbidden(
              path,
              "updates may not set certificate content if existing certificate content is set"));
    } else if (!certificate.isEmpty() && PemBlocks.read(certificate, "CERTIFICATE").isEmpty()) {
      errors.add(
          FieldError.invalid(
              path, "<certificate data>", "must contain at least one CERTIFICATE PEM block"));
    }
    return errors;
  }
}
