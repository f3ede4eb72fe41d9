package io.binnacle.registry.apiregistration.apiservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The APIService kind. */
@Dependent
public final class APIServiceResource implements BuiltInResource {
  private static final int HTTPS_PORT = 443;

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("apiregistration.k8s.io", "v1", "APIService", "apiservices")
        .clusterScoped()
        .categories("api-extensions")
        .status()
        .columns(
            Columns.named()
                .text("Service", "Who serves it.", APIServiceResource::service)
                .text("Available", "Whether it answers.", APIServiceResource::available)
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object service(ApiObject api) {
    JsonNode service = api.tree().at("/spec/service");
    return service.isObject()
        ? service.path("namespace").asText() + "/" + service.path("name").asText()
        : "Local";
  }

  private static Object available(ApiObject api) {
    for (JsonNode condition : api.tree().at("/status/conditions")) {
      if (condition.path("type").asText().equals("Available")) {
        String status = condition.path("status").asText();
        return status.equals("True")
            ? status
            : status + " (" + condition.path("reason").asText() + ")";
      }
    }
    return "Unknown";
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MAX_GROUP_PRIORITY = 20_000;
    private static final int MAX_VERSION_PRIORITY = 1000;

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    /** The core group has no name: its APIService is {@code v1.} with nothing behind the dot. */
    @Override
    public List<String> validateName(String name, boolean isPrefix) {
      return Names.pathSegment(name, isPrefix);
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      if (object.at("/spec/service") instanceof ObjectNode service) {
        Trees.defaultNumber(service, "port", HTTPS_PORT);
      }
      ObjectNode spec = Trees.child(object, "spec");
      Trees.defaultNumber(spec, "groupPriorityMinimum", 0);
      Trees.defaultNumber(spec, "versionPriority", 0);
    }

    /** A local group is served by this server: it is there as soon as it is named. */
    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      ObjectNode status = object.putObject("status");
      if (!object.at("/spec/service").isObject()) {
        status
            .putArray("conditions")
            .addObject()
            .put("type", "Available")
            .put("status", "True")
            .put("lastTransitionTime", context.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .put("reason", "Local")
            .put("message", "Local APIServices are always available");
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      String group = spec.path("group").asText();
      String version = spec.path("version").asText();
      String name = object.at("/metadata/name").asText();
      String expected = version + "." + group;
      if (!name.equals(expected)) {
        errors.add(
            FieldError.invalid(
                FieldPath.of("metadata", "name"),
                name,
                "must be `spec.version+\".\"+spec.group`: \"" + expected + "\""));
      }
      if (!group.isEmpty()) {
        FieldChecks.invalid(
            group, Names.dns1123Subdomain(group, false), SPEC.child("group"), errors);
      }
      FieldChecks.invalid(
          version, Names.dns1035Label(version, false), SPEC.child("version"), errors);
      priority(spec, "groupPriorityMinimum", MAX_GROUP_PRIORITY, errors);
      priority(spec, "versionPriority", MAX_VERSION_PRIORITY, errors);
      validateTransport(spec, errors);
      return errors;
    }

    private static void priority(JsonNode spec, String field, int max, List<FieldError> errors) {
      long value = spec.path(field).asLong();
      if (value <= 0 || value > max) {
        errors.add(
            FieldError.invalid(SPEC.child(field), value, "must be positive and less than " + max));
      }
    }

    private static void validateTransport(JsonNode spec, List<FieldError> errors) {
      boolean bundle = !spec.path("caBundle").asText().isEmpty();
      boolean insecure = spec.path("insecureSkipTLSVerify").asBoolean();
      JsonNode service = spec.path("service");
      if (!service.isObject()) {
        if (bundle) {
          errors.add(
              FieldError.invalid(
                  SPEC.child("caBundle"),
                  spec.path("caBundle"),
                  "local APIServices may not have a caBundle"));
        }
        if (insecure) {
          errors.add(
              FieldError.invalid(
                  SPEC.child("insecureSkipTLSVerify"),
                  spec.path("insecureSkipTLSVerify"),
                  "local APIServices may not have insecureSkipTLSVerify"));
        }
        return;
      }
      FieldPath path = SPEC.child("service");
      FieldChecks.required(service.path("namespace"), path.child("namespace"), errors);
      FieldChecks.required(service.path("name"), path.child("name"), errors);
      FieldChecks.portNumber(service.path("port"), path.child("port"), errors);
      if (insecure && bundle) {
        errors.add(
            FieldError.invalid(
                SPEC.child("insecureSkipTLSVerify"),
                spec.path("insecureSkipTLSVerify"),
                "may not be true if caBundle is present"));
      }
    }
  }
}
