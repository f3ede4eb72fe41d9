package io.binnacle.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules of how a webhook is reached, for admission and for conversion alike. */
public final class WebhookClientRules {
  private static final String FORM = "; desired format: https://host[/path]";
  private static final int MAX_PORT = 65_535;

  private WebhookClientRules() {}

  /**
   * @param client a {@code clientConfig}
   */
  public static void validate(JsonNode client, FieldPath path, List<FieldError> errors) {
    boolean url = client.hasNonNull("url");
    if (url == client.path("service").isObject()) {
      errors.add(FieldError.required(path, "exactly one of url or service is required"));
    } else if (url) {
      validateUrl(client.path("url").asText(), path.child("url"), errors);
    } else {
      validateService(client.path("service"), path.child("service"), errors);
    }
  }

  private static void validateService(JsonNode service, FieldPath path, List<FieldError> errors) {
    for (String field : List.of("name", "namespace")) {
      if (service.path(field).asText().isEmpty()) {
        errors.add(FieldError.required(path.child(field), "service " + field + " is required"));
      }
    }
    JsonNode port = service.path("port");
    if (port.isNumber() && (port.asLong() < 1 || port.asLong() > MAX_PORT)) {
      errors.add(
          FieldError.invalid(
              path.child("port"),
              port,
              "port is not valid: must be between 1 and 65535, inclusive"));
    }
    validatePath(service.path("path").asText(), path.child("path"), errors);
  }

  private static void validatePath(String text, FieldPath path, List<FieldError> errors) {
    if (text.isEmpty() || text.equals("/")) {
      return;
    }
    if (text.equals("//")) {
      errors.add(FieldError.invalid(path, text, "segment[0] may not be empty"));
      return;
    }
    if (!text.startsWith("/")) {
      errors.add(FieldError.invalid(path, text, "must start with a '/'"));
    }
    int end = text.length() > 1 && text.endsWith("/") ? text.length() - 1 : text.length();
    String[] segments = text.substring(1, end).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = "segment[" + i + "]";
      if (segments[i].isEmpty()) {
        errors.add(FieldError.invalid(path, text, segment + " may not be empty"));
      } else {
        for (String fault : Names.dns1123Subdomain(segments[i], false)) {
          errors.add(FieldError.invalid(path, text, segment + ": " + fault));
        }
      }
    }
  }

  private static void validateUrl(String text, FieldPath path, List<FieldError> errors) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      errors.add(
          FieldError.required(path, "url must be a valid URL: parse \"" + text + "\"" + FORM));
      return;
    }
    if (!"https".equals(url.getScheme())) {
      errors.add(
          FieldError.invalid(
              path,
              Objects.requireNonNullElse(url.getScheme(), ""),
              "'https' is the only allowed URL scheme" + FORM));
    }
    if (url.getHost() == null) {
      errors.add(FieldError.invalid(path, "", "host must be specified" + FORM));
    }
    notPermitted(url.getUserInfo(), "user information is not permitted in the URL", path, errors);
    notPermitted(url.getFragment(), "fragments are not permitted in the URL", path, errors);
    notPermitted(url.getQuery(), "query parameters are not permitted in the URL", path, errors);
  }

  private static void notPermitted(
      @Nullable String part, String fault, FieldPath path, List<FieldError> errors) {
    if (part != null && !part.isEmpty()) {
      errors.add(FieldError.invalid(path, part, fault));
    }
  }
}
