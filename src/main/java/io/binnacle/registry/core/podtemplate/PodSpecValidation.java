package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of pod specifications, those of pods and those in templates alike. */
public final class PodSpecValidation {
  private static final Set<String> RESTART_POLICIES = Set.of("Always", "OnFailure", "Never");
  private static final Set<String> DNS_POLICIES =
      Set.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  private static final int MAX_DEADLINE = Integer.MAX_VALUE;
  private static final int MAX_NAMESERVERS = 3;
  private static final int MAX_SEARCHES = 32;

  private PodSpecValidation() {}

  public static List<FieldError> validate(JsonNode spec, FieldPath path) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> volumes =
        VolumeValidation.validate(spec.path("volumes"), path.child("volumes"), errors);
    new ContainerValidation(spec, volumes, errors).validate(path);
    FieldChecks.requiredOneOf(
        spec.path("restartPolicy"), RESTART_POLICIES, path.child("restartPolicy"), errors);
    FieldChecks.requiredOneOf(
        spec.path("dnsPolicy"), DNS_POLICIES, path.child("dnsPolicy"), errors);
    LabelValidation.labels(spec.path("nodeSelector"), path.child("nodeSelector"), errors);
    SecurityContextValidation.validatePod(spec, path.child("securityContext"), errors);
    validateNames(spec, path, errors);
    SchedulingValidation.validate(spec, path, errors);
    validateDns(spec, path, errors);
    validateDeadline(spec, path, errors);
    validateHostAliases(spec.path("hostAliases"), path.child("hostAliases"), errors);
    return errors;
  }

  private static void validateNames(JsonNode spec, FieldPath path, List<FieldError> errors) {
    subdomain(spec, "serviceAccountName", path, errors);
    subdomain(spec, "nodeName", path, errors);
    subdomain(spec, "priorityClassName", path, errors);
    subdomain(spec, "runtimeClassName", path, errors);
    label(spec, "hostname", path, errors);
    label(spec, "subdomain", path, errors);
    FieldPath secrets = path.child("imagePullSecrets");
    int index = 0;
    for (JsonNode secret : spec.path("imagePullSecrets")) {
      FieldChecks.required(secret.path("name"), secrets.index(index++).child("name"), errors);
    }
  }

  private static void subdomain(
      JsonNode spec, String field, FieldPath path, List<FieldError> errors) {
    String name = spec.path(field).asText();
    if (!name.isEmpty()) {
      FieldChecks.invalid(name, Names.dns1123Subdomain(name, false), path.child(field), errors);
    }
  }

  private static void label(JsonNode spec, String field, FieldPath path, List<FieldError> errors) {
    String name = spec.path(field).asText();
    if (!name.isEmpty()) {
      FieldChecks.invalid(name, Names.dns1123Label(name, false), path.child(field), errors);
    }
  }

  private static void validateDns(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode config = spec.path("dnsConfig");
    FieldPath at = path.child("dnsConfig");
    if (spec.path("dnsPolicy").asText().equals("None")) {
      if (!config.isObject()) {
        errors.add(FieldError.required(at, "must provide `dnsConfig` when `dnsPolicy` is None"));
        return;
      }
      if (config.path("nameservers").isEmpty()) {
        errors.add(
            FieldError.required(
                at.child("nameservers"),
                "must provide at least one DNS nameserver when `dnsPolicy` is None"));
      }
    }
    List<String> servers = Trees.texts(config.path("nameservers"));
    if (servers.size() > MAX_NAMESERVERS) {
      errors.add(
          FieldError.invalid(
              at.child("nameservers"),
              config.path("nameservers"),
              "must not have more than " + MAX_NAMESERVERS + " nameservers"));
    }
    for (int i = 0; i < servers.size(); i++) {
      FieldChecks.invalid(
          servers.get(i),
          IpAddresses.check(servers.get(i)),
          at.child("nameservers").index(i),
          errors);
    }
    if (config.path("searches").size() > MAX_SEARCHES) {
      errors.add(
          FieldError.invalid(
              at.child("searches"),
              config.path("searches"),
              "must not have more than " + MAX_SEARCHES + " search paths"));
    }
  }

  private static void validateDeadline(JsonNode spec, FieldPath path, List<FieldError> errors) {
    FieldChecks.between(
        spec.path("activeDeadlineSeconds"),
        1,
        MAX_DEADLINE,
        path.child("activeDeadlineSeconds"),
        errors);
    FieldChecks.nonNegative(
        spec.path("terminationGracePeriodSeconds"),
        path.child("terminationGracePeriodSeconds"),
        errors);
  }

  private static void validateHostAliases(
      JsonNode aliases, FieldPath path, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    for (JsonNode alias : aliases) {
      String ip = alias.path("ip").asText();
      if (IpAddresses.parse(ip).isEmpty()) {
        errors.add(FieldError.invalid(path.child("ip"), ip, "must be valid IP address"));
      } else if (!seen.add(ip)) {
        errors.add(FieldError.duplicate(path.child("ip"), ip));
      }
      for (String name : Trees.texts(alias.path("hostnames"))) {
        FieldChecks.invalid(
            name, Names.dns1123Subdomain(name, false), path.child("hostnames"), errors);
      }
    }
  }
}
