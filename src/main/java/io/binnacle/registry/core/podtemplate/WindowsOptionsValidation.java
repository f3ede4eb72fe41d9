package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of what a security context says for Windows. */
final class WindowsOptionsValidation {
  private static final int MAX_CREDENTIAL_KIB = 64;
  private static final int MAX_DOMAIN = 256;
  private static final int MAX_USER = 104;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern NETBIOS = Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
  private static final String DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  private static final Pattern DNS = Pattern.compile(DNS_LABEL + "(?:\\." + DNS_LABEL + ")*");
  private static final Pattern DOTS_AND_SPACES = Pattern.compile("[. ]+");
  private static final Pattern REFUSED = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");

  private WindowsOptionsValidation() {}

  static void validate(JsonNode options, FieldPath path, List<FieldError> errors) {
    if (options.hasNonNull("gmsaCredentialSpecName")) {
      FieldChecks.subdomain(
          options.path("gmsaCredentialSpecName"), path.child("gmsaCredentialSpecName"), errors);
    }
    JsonNode credential = options.path("gmsaCredentialSpec");
    FieldPath at = path.child("gmsaCredentialSpec");
    if (credential.isTextual() && credential.asText().isEmpty()) {
      errors.add(
          FieldError.invalid(at, credential, "gmsaCredentialSpec cannot be an empty string"));
    } else if (credential.asText().length() > MAX_CREDENTIAL_KIB * 1024) {
      errors.add(
          FieldError.invalid(
              at,
              credential,
              "gmsaCredentialSpec size must be under " + MAX_CREDENTIAL_KIB + " KiB"));
    }
    if (options.path("runAsUserName").isTextual()) {
      String name = options.path("runAsUserName").asText();
      FieldChecks.invalid(name, userName(name), path.child("runAsUserName"), errors);
    }
  }

  /** A user, perhaps with a domain before a backslash. */
  private static List<String> userName(String name) {
    if (name.isEmpty()) {
      return List.of("runAsUserName cannot be an empty string");
    }
    if (CONTROL.matcher(name).find()) {
      return List.of("runAsUserName cannot contain control characters");
    }
    String[] parts = name.split("\\\\", -1);
    if (parts.length > 2) {
      return List.of("runAsUserName cannot contain more than one backslash");
    }
    List<String> problems = new ArrayList<>();
    if (parts.length == 2) {
      domain(parts[0], problems);
    }
    user(parts[parts.length - 1], problems);
    return problems;
  }

  private static void domain(String domain, List<String> problems) {
    if (domain.length() >= MAX_DOMAIN) {
      problems.add("runAsUserName's Domain length must be under " + MAX_DOMAIN + " characters");
    }
    if (!NETBIOS.matcher(domain).matches() && !DNS.matcher(domain).matches()) {
      problems.add("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }

  private static void user(String user, List<String> problems) {
    if (user.isEmpty()) {
      problems.add("runAsUserName's User cannot be empty");
    } else if (user.length() > MAX_USER) {
      problems.add(
          "runAsUserName's User length must not be longer than " + MAX_USER + " characters");
    }
    if (DOTS_AND_SPACES.matcher(user).matches()) {
      problems.add("runAsUserName's User cannot contain only periods or spaces");
    }
    if (REFUSED.matcher(user).find()) {
      problems.add(
          "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
    }
  }
}
