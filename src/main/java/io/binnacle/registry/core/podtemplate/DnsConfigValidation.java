package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.Names;
import java.util.List;

/** The rules of what a pod's resolver is told. The limits are those of Linux' C libraries. */
final class DnsConfigValidation {
  private static final int MAX_NAMESERVERS = 3;
  private static final int MAX_SEARCHES = 32;
  private static final int MAX_SEARCH_CHARACTERS = 2048;

  private DnsConfigValidation() {}

  static void validate(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode config = spec.path("dnsConfig");
    JsonNode servers = config.path("nameservers");
    if (spec.path("dnsPolicy").asText().equals("None")) {
      if (!config.isObject()) {
        errors.add(FieldError.required(path, "must provide `dnsConfig` when `dnsPolicy` is None"));
        return;
      }
      if (servers.isEmpty()) {
        errors.add(
            FieldError.required(
                path.child("nameservers"),
                "must provide at least one DNS nameserver when `dnsPolicy` is None"));
        return;
      }
    }
    validateServers(servers, path.child("nameservers"), errors);
    validateSearches(config.path("searches"), path.child("searches"), errors);
    int index = 0;
    for (JsonNode option : config.path("options")) {
      FieldPath at = path.child("options").index(index++);
      if (option.path("name").asText().isEmpty()) {
        errors.add(FieldError.required(at, "must not be empty"));
      }
    }
  }

  private static void validateServers(JsonNode servers, FieldPath path, List<FieldError> errors) {
    if (servers.size() > MAX_NAMESERVERS) {
      errors.add(
          FieldError.invalid(
              path, servers, "must not have more than " + MAX_NAMESERVERS + " nameservers"));
    }
    int index = 0;
    for (String server : Trees.texts(servers)) {
      FieldChecks.invalid(server, IpAddresses.check(server), path.index(index++), errors);
    }
  }

  private static void validateSearches(JsonNode searches, FieldPath path, List<FieldError> errors) {
    if (searches.size() > MAX_SEARCHES) {
      errors.add(
          FieldError.invalid(
              path, searches, "must not have more than " + MAX_SEARCHES + " search paths"));
    }
    List<String> all = Trees.texts(searches);
    if (String.join(" ", all).length() > MAX_SEARCH_CHARACTERS) {
      errors.add(
          FieldError.invalid(
              path,
              searches,
              "must not have more than "
                  + MAX_SEARCH_CHARACTERS
                  + " characters (including spaces) in the search list"));
    }
    int index = 0;
    for (String search : all) {
      FieldPath at = path.index(index++);
      // A lone dot is the root, a trailing one says that nothing is to be appended.
      if (!search.equals(".")) {
        String name = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
        FieldChecks.invalid(name, Names.dns1123SubdomainWithUnderscore(name), at, errors);
      }
    }
  }
}
