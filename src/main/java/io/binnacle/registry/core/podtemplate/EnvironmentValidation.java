package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.core.ResourceNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of environment variables and of references to a pod's own fields. */
final class EnvironmentValidation {
  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

  /** What variables can be taken from. */
  private static final Set<String> VARIABLE_FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  /** What files can be made from. */
  private static final Set<String> FILE_FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.labels",
          "metadata.annotations",
          "metadata.uid");

  /** What the conversion of field labels knows, besides. */
  private static final Set<String> KNOWN_FIELDS =
      Set.of(
          "metadata.labels",
          "metadata.annotations",
          "spec.restartPolicy",
          "spec.schedulerName",
          "status.phase");

  private static final List<String> CONTAINER_RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");

  private static final List<String> DIVISORS =
      List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

  private static final Pattern SUBSCRIPT = Pattern.compile("([^\\[\\]]+)\\['(.*)'\\]");

  private EnvironmentValidation() {}

  static void validate(
      JsonNode container, Map<String, JsonNode> volumes, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode variable : container.path("env")) {
      FieldPath at = path.child("env").index(index++);
      validateVariable(variable, at, errors);
      JsonNode file = variable.at("/valueFrom/fileKeyRef");
      if (file.isObject()) {
        fileKey(file, volumes, at.child("valueFrom").child("fileKeyRef"), errors);
      }
    }
    index = 0;
    for (JsonNode source : container.path("envFrom")) {
      validateSource(source, path.child("envFrom"), index++, errors);
    }
  }

  /** KEP-3721: a variable from a file that another container wrote. */
  private static void fileKey(
      JsonNode reference, Map<String, JsonNode> volumes, FieldPath path, List<FieldError> errors) {
    FieldChecks.required(reference.path("key"), path.child("key"), errors);
    String volume = reference.path("volumeName").asText();
    FieldPath at = path.child("volumeName");
    if (volume.isEmpty()) {
      errors.add(FieldError.required(at, ""));
    } else if (!volumes.containsKey(volume)) {
      errors.add(FieldError.notFound(at, volume));
    } else if (!volumes.get(volume).has("emptyDir")) {
      errors.add(FieldError.invalid(at, volume, "referenced volume must be of type EmptyDir"));
    }
    FieldChecks.required(reference.path("path"), path.child("path"), errors);
    FieldChecks.plainRelativePath(reference.path("path"), path.child("path"), errors);
  }

  private static void validateVariable(JsonNode variable, FieldPath path, List<FieldError> errors) {
    String name = variable.path("name").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path.child("name"), ""));
    } else {
      FieldChecks.invalid(name, FieldChecks.environmentName(name), path.child("name"), errors);
    }
    JsonNode from = variable.path("valueFrom");
    if (from.isObject()) {
      validateFrom(variable, from, path.child("valueFrom"), errors);
    }
  }

  private static void validateFrom(
      JsonNode variable, JsonNode from, FieldPath path, List<FieldError> errors) {
    int sources = 0;
    for (String source : SOURCES) {
      if (from.path(source).isObject()) {
        sources++;
      }
    }
    if (from.path("fieldRef").isObject()) {
      fieldReference(from.path("fieldRef"), VARIABLE_FIELDS, path.child("fieldRef"), errors);
    }
    if (from.path("resourceFieldRef").isObject()) {
      resourceReference(
          from.path("resourceFieldRef"), false, path.child("resourceFieldRef"), errors);
    }
    for (String source : List.of("configMapKeyRef", "secretKeyRef")) {
      if (from.path(source).isObject()) {
        FieldChecks.subdomain(
            from.path(source).path("name"), path.child(source).child("name"), errors);
        keyReference(from.path(source), path.child(source), errors);
      }
    }
    if (sources == 0) {
      errors.add(
          FieldError.invalid(
              path,
              "",
              "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
                  + " `secretKeyRef`"));
    } else if (!variable.path("value").asText().isEmpty()) {
      errors.add(FieldError.invalid(path, "", "may not be specified when `value` is not empty"));
    } else if (sources > 1) {
      errors.add(
          FieldError.invalid(path, "", "may not have more than one field specified at a time"));
    }
  }

  private static void keyReference(JsonNode reference, FieldPath path, List<FieldError> errors) {
    String key = reference.path("key").asText();
    if (key.isEmpty()) {
      errors.add(FieldError.required(path.child("key"), ""));
    } else {
      FieldChecks.invalid(key, FieldChecks.configKey(key), path.child("key"), errors);
    }
  }

  private static void validateSource(
      JsonNode source, FieldPath list, int index, List<FieldError> errors) {
    FieldPath path = list.index(index);
    String prefix = source.path("prefix").asText();
    if (!prefix.isEmpty()) {
      FieldChecks.invalid(
          prefix, FieldChecks.environmentName(prefix), path.child("prefix"), errors);
    }
    int sources = 0;
    for (String kind : List.of("configMapRef", "secretRef")) {
      if (source.path(kind).isObject()) {
        sources++;
        FieldPath at = path.child(kind).child("name");
        String name = source.path(kind).path("name").asText();
        if (name.isEmpty()) {
          errors.add(FieldError.required(at, ""));
        } else {
          FieldChecks.invalid(name, Names.dns1123Subdomain(name, true), at, errors);
        }
      }
    }
    // Kubernetes names the whole list here.
    if (sources == 0) {
      errors.add(
          FieldError.invalid(list, "", "must specify one of: `configMapRef` or `secretRef`"));
    } else if (sources > 1) {
      errors.add(
          FieldError.invalid(list, "", "may not have more than one field specified at a time"));
    }
  }

  /** A reference to what a container asks for or is limited to. */
  static void resourceReference(
      JsonNode reference, boolean inVolume, FieldPath path, List<FieldError> errors) {
    String resource = reference.path("resource").asText();
    boolean pages =
        resource.startsWith("requests.hugepages-") || resource.startsWith("limits.hugepages-");
    if (inVolume && reference.path("containerName").asText().isEmpty()) {
      errors.add(FieldError.required(path.child("containerName"), ""));
    } else if (resource.isEmpty()) {
      errors.add(FieldError.required(path.child("resource"), ""));
    } else if (!CONTAINER_RESOURCES.contains(resource) && !pages) {
      errors.add(FieldError.notSupported(path.child("resource"), resource, CONTAINER_RESOURCES));
    }
    String divisor = ResourceNames.quantity(reference.path("divisor")).toString();
    if (divisor.equals("0")) {
      return;
    }
    FieldPath at = path.child("divisor");
    String sort = pages ? "hugepages" : resource.substring(resource.indexOf('.') + 1);
    if (sort.equals("cpu")) {
      if (!divisor.equals("1") && !divisor.equals("1m")) {
        errors.add(
            FieldError.invalid(
                at,
                resource,
                "only divisor's values 1m and 1 are supported with the cpu resource"));
      }
    } else if ((pages || CONTAINER_RESOURCES.contains(resource)) && !DIVISORS.contains(divisor)) {
      errors.add(
          FieldError.invalid(
              at,
              resource,
              "only divisor's values "
                  + String.join(", ", DIVISORS)
                  + " are supported with the "
                  + (sort.equals("ephemeral-storage") ? "local ephemeral storage" : sort)
                  + " resource"));
    }
  }

  /** A reference from a file of a downward API volume. */
  static void fileReference(JsonNode reference, FieldPath path, List<FieldError> errors) {
    fieldReference(reference, FILE_FIELDS, path, errors);
  }

  private static void fieldReference(
      JsonNode reference, Set<String> supported, FieldPath path, List<FieldError> errors) {
    String version = reference.path("apiVersion").asText();
    String field = reference.path("fieldPath").asText();
    FieldPath at = path.child("fieldPath");
    if (version.isEmpty()) {
      errors.add(FieldError.required(path.child("apiVersion"), ""));
    } else if (field.isEmpty()) {
      errors.add(FieldError.required(at, ""));
    } else if (!version.equals("v1")) {
      errors.add(
          FieldError.invalid(
              at, field, "error converting fieldPath: unsupported pod version: " + version));
    } else {
      fieldPath(field, supported, path, errors);
    }
  }

  private static void fieldPath(
      String field, Set<String> supported, FieldPath path, List<FieldError> errors) {
    FieldPath at = path.child("fieldPath");
    Matcher subscript = SUBSCRIPT.matcher(field);
    if (subscript.matches()) {
      String holder = subscript.group(1);
      String key = subscript.group(2);
      if (holder.equals("metadata.annotations")) {
        key = key.toLowerCase(Locale.ROOT);
      }
      if (holder.equals("metadata.annotations") || holder.equals("metadata.labels")) {
        FieldChecks.invalid(key, LabelValidation.qualifiedName(key), path, errors);
      } else {
        errors.add(
            FieldError.invalid(
                at, field, "error converting fieldPath: field label does not support subscript"));
      }
    } else if (!VARIABLE_FIELDS.contains(field) && !KNOWN_FIELDS.contains(field)) {
      errors.add(
          FieldError.invalid(
              at, field, "error converting fieldPath: field label not supported: " + field));
    } else if (!supported.contains(field)) {
      errors.add(FieldError.notSupported(at, field, supported));
    }
  }
}
