package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.certificates.SignerNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of volumes whose files Kubernetes writes: from objects, the pod itself, or tokens. */
final class VolumeFileValidation {
  private static final int MAX_MODE = 0777;
  private static final int MIN_TOKEN_SECONDS = 600;
  private static final long MAX_TOKEN_SECONDS = 1L << 32;
  private static final String CONFLICT = "conflicting duplicate paths";
  static final InternalForm BUNDLE =
      InternalForm.empty()
          .optional("Name", "SignerName", "LabelSelector", "Optional")
          .texts("Path");

  private VolumeFileValidation() {}

  /** The keys of an object as files. */
  static void files(JsonNode source, FieldPath path, List<FieldError> errors) {
    mode(source.path("defaultMode"), path.child("defaultMode"), errors);
    int index = 0;
    for (JsonNode item : source.path("items")) {
      item(item, path.child("items").index(index++), errors);
    }
  }

  private static void item(JsonNode item, FieldPath path, List<FieldError> errors) {
    FieldChecks.required(item.path("key"), path.child("key"), errors);
    FieldChecks.required(item.path("path"), path.child("path"), errors);
    FieldChecks.plainRelativePath(item.path("path"), path.child("path"), errors);
    mode(item.path("mode"), path.child("mode"), errors);
  }

  private static void mode(JsonNode mode, FieldPath path, List<FieldError> errors) {
    if (mode.isNumber() && (mode.asInt() < 0 || mode.asInt() > MAX_MODE)) {
      errors.add(
          FieldError.invalid(
              path, mode, "must be a number between 0 and 0777 (octal), both inclusive"));
    }
  }

  static void downward(JsonNode source, FieldPath path, List<FieldError> errors) {
    mode(source.path("defaultMode"), path.child("defaultMode"), errors);
    // Kubernetes names the source here, not the item.
    source.path("items").forEach(item -> downwardItem(item, path, errors));
  }

  private static void downwardItem(JsonNode item, FieldPath path, List<FieldError> errors) {
    FieldChecks.required(item.path("path"), path.child("path"), errors);
    FieldChecks.plainRelativePath(item.path("path"), path.child("path"), errors);
    JsonNode resource = item.path("resourceFieldRef");
    if (item.path("fieldRef").isObject()) {
      EnvironmentValidation.fileReference(item.path("fieldRef"), path.child("fieldRef"), errors);
      if (resource.isObject()) {
        errors.add(
            FieldError.invalid(
                path,
                "resource",
                "fieldRef and resourceFieldRef can not be specified simultaneously"));
      }
    } else if (resource.isObject()) {
      EnvironmentValidation.resourceReference(
          resource, true, path.child("resourceFieldRef"), errors);
    } else {
      errors.add(FieldError.required(path, "one of fieldRef and resourceFieldRef is required"));
    }
    mode(item.path("mode"), path.child("mode"), errors);
  }

  static void projected(JsonNode source, FieldPath path, List<FieldError> errors) {
    mode(source.path("defaultMode"), path.child("defaultMode"), errors);
    Set<String> paths = new HashSet<>();
    int index = 0;
    for (JsonNode each : source.path("sources")) {
      projection(each, paths, path.child("sources").index(index++), path, errors);
    }
  }

  private static void projection(
      JsonNode source, Set<String> paths, FieldPath at, FieldPath volume, List<FieldError> errors) {
    int kinds = 0;
    for (String kind : List.of("secret", "configMap")) {
      JsonNode object = source.path(kind);
      if (object.isObject()) {
        kinds++;
        FieldChecks.required(object.path("name"), at.child(kind).child("name"), errors);
        projectedItems(object, paths, at.child(kind), volume, errors);
      }
    }
    if (source.path("downwardAPI").isObject()) {
      kinds++;
      for (JsonNode item : source.path("downwardAPI").path("items")) {
        downwardItem(item, at.child("downwardAPI"), errors);
        String file = item.path("path").asText();
        takePath(file, file, paths, volume, errors);
      }
    }
    if (source.path("serviceAccountToken").isObject()) {
      kinds++;
      token(source.path("serviceAccountToken"), at.child("serviceAccountToken"), volume, errors);
    }
    if (source.path("clusterTrustBundle").isObject()) {
      kinds++;
      JsonNode bundle = source.path("clusterTrustBundle");
      FieldPath bundleAt = at.child("clusterTrustBundle");
      trustBundle(bundle, bundleAt, errors);
      file(bundle.path("path"), bundleAt.child("path"), errors);
      takePath(bundle.path("path").asText(), bundle.path("path").asText(), paths, volume, errors);
    }
    if (source.path("podCertificate").isObject()) {
      kinds++;
      PodCertificateValidation.validate(
          source.path("podCertificate"), at.child("podCertificate"), errors);
    }
    if (kinds > 1) {
      errors.add(FieldError.forbidden(at, "may not specify more than 1 volume type per source"));
    }
  }

  private static void projectedItems(
      JsonNode object, Set<String> paths, FieldPath at, FieldPath volume, List<FieldError> errors) {
    int index = 0;
    for (JsonNode item : object.path("items")) {
      item(item, at.child("items").index(index++), errors);
      takePath(item.path("path").asText(), object.path("name").asText(), paths, volume, errors);
    }
  }

  /** Two sources cannot make the same file. */
  private static void takePath(
      String file, String shown, Set<String> paths, FieldPath volume, List<FieldError> errors) {
    if (!file.isEmpty() && !paths.add(file)) {
      errors.add(FieldError.invalid(volume, shown, CONFLICT));
    }
  }

  private static void file(JsonNode file, FieldPath path, List<FieldError> errors) {
    FieldChecks.required(file, path, errors);
    FieldChecks.plainRelativePath(file, path, errors);
  }

  private static void token(
      JsonNode token, FieldPath path, FieldPath volume, List<FieldError> errors) {
    JsonNode seconds = token.path("expirationSeconds");
    FieldPath at = path.child("expirationSeconds");
    if (seconds.isNumber() && seconds.asLong() < MIN_TOKEN_SECONDS) {
      errors.add(
          FieldError.invalid(at, seconds, "may not specify a duration less than 10 minutes"));
    } else if (seconds.asLong() > MAX_TOKEN_SECONDS) {
      errors.add(
          FieldError.invalid(at, seconds, "may not specify a duration larger than 2^32 seconds"));
    }
    // Kubernetes names the volume here, not the token.
    file(token.path("path"), volume.child("path"), errors);
  }

  /** KEP-3257. */
  private static void trustBundle(JsonNode bundle, FieldPath path, List<FieldError> errors) {
    boolean named = bundle.hasNonNull("name");
    boolean signed = bundle.hasNonNull("signerName");
    if (named && signed) {
      errors.add(
          FieldError.invalidRaw(
              path, BUNDLE.show(bundle), "only one of name and signerName may be used"));
    } else if (named) {
      if (bundle.path("name").asText().isEmpty()) {
        errors.add(FieldError.required(path.child("name"), "must be a valid object name"));
      }
      if (bundle.path("labelSelector").isObject()) {
        errors.add(
            FieldError.invalid(
                path.child("labelSelector"),
                bundle.path("labelSelector"),
                "labelSelector must be unset if name is specified"));
      }
    } else if (signed) {
      if (bundle.path("signerName").asText().isEmpty()) {
        errors.add(FieldError.required(path.child("signerName"), "must be a valid signer name"));
      }
      SignerNames.validate(bundle.path("signerName").asText(), path.child("signerName"), errors);
      LabelValidation.selector(bundle.path("labelSelector"), path.child("labelSelector"), errors);
    } else {
      errors.add(FieldError.required(path, "either name or signerName must be specified"));
    }
  }
}
