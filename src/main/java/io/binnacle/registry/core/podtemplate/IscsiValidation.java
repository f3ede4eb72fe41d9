package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of disks behind iSCSI (RFC 3720 for their names). */
final class IscsiValidation {
  private static final int MAX_LUN = 255;
  private static final String FORM = "must be valid format";
  private static final Map<String, Pattern> NAMES =
      Map.of(
          "iqn", Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([\\p{Alnum}\\-.]+)(:[^,;*&$|\\s]+)$"),
          "eui", Pattern.compile("^eui.\\p{Alnum}{16}$"),
          "naa", Pattern.compile("^naa.\\p{Alnum}{32}$"));

  private IscsiValidation() {}

  static void validate(JsonNode source, FieldPath path, List<FieldError> errors) {
    FieldChecks.required(source.path("targetPortal"), path.child("targetPortal"), errors);
    String name = source.path("iqn").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path.child("iqn"), ""));
    } else {
      validateName(name, path.child("iqn"), errors);
    }
    FieldChecks.between(source.path("lun"), 0, MAX_LUN, path.child("lun"), errors);
    boolean authenticates =
        source.path("chapAuthDiscovery").asBoolean() || source.path("chapAuthSession").asBoolean();
    if (authenticates && !source.path("secretRef").isObject()) {
      errors.add(FieldError.required(path.child("secretRef"), ""));
    }
    JsonNode initiator = source.path("initiatorName");
    if (initiator.isTextual()) {
      validateName(initiator.asText(), path.child("initiatorname"), errors);
    }
  }

  private static void validateName(String name, FieldPath path, List<FieldError> errors) {
    Pattern form = NAMES.get(name.substring(0, Math.min(3, name.length())));
    if (form == null) {
      errors.add(FieldError.invalid(path, name, FORM + " starting with iqn, eui, or naa"));
    } else if (!form.matcher(name).find()) {
      errors.add(FieldError.invalid(path, name, FORM));
    }
  }
}
