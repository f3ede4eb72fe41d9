package io.binnacle.registry.core.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.JsonSyntax;
import io.binnacle.apimachinery.runtime.JsonTypes;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.KeyedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Secrets: plain text given is encoded, and the well-known types have required entries. */
final class SecretStrategy implements ResourceStrategy {
  private static final String TLS = "kubernetes.io/tls";
  private static final FieldPath DATA = FieldPath.of("data");

  /** The entries that a type requires. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "kubernetes.io/dockercfg",
          List.of(".dockercfg"),
          "kubernetes.io/dockerconfigjson",
          List.of(".dockerconfigjson"),
          "kubernetes.io/ssh-auth",
          List.of("ssh-privatekey"),
          TLS,
          List.of("tls.crt", "tls.key"));

  private static final String SERVICE_ACCOUNT_NAME = "kubernetes.io/service-account.name";

  @Override
  public boolean hasGeneration() {
    return false;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    if (object.remove("stringData") instanceof ObjectNode texts) {
      ObjectNode data = Trees.child(object, "data");
      for (Map.Entry<String, JsonNode> entry : texts.properties()) {
        byte[] bytes = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
        data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
    Trees.defaultText(object, "type", "Opaque");
  }

  @Override
  public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
    // A client that leaves the type out means the one it has, not the default.
    if (object.path("type").asText().isEmpty()) {
      Trees.setOrRemove(object, "type", old.tree().get("type"));
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode data = object.path("data");
    data.fieldNames()
        .forEachRemaining(
            key -> FieldChecks.invalid(key, FieldChecks.configKey(key), DATA.key(key), errors));
    if (KeyedData.decodedBytes(data) > KeyedData.MAX_BYTES) {
      errors.add(KeyedData.tooLong("data"));
    }
    String type = object.path("type").asText();
    for (String key : REQUIRED.getOrDefault(type, List.of())) {
      if (!data.has(key)) {
        errors.add(FieldError.required(DATA.key(key), ""));
      }
    }
    switch (type) {
      case "kubernetes.io/dockercfg" -> requireJson(data, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> requireJson(data, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          errors.add(FieldError.required(DATA.key("username"), ""));
          errors.add(FieldError.required(DATA.key("password"), ""));
        }
      }
      case "kubernetes.io/service-account-token" ->
          FieldChecks.required(
              object.path("metadata").path("annotations").path(SERVICE_ACCOUNT_NAME),
              FieldPath.of("metadata", "annotations").key(SERVICE_ACCOUNT_NAME),
              errors);
      default -> {
        // Other types are the business of those who use them.
      }
    }
    return errors;
  }

  /** The value itself is a secret and is not shown. */
  private static void requireJson(JsonNode data, String key, List<FieldError> errors) {
    if (!data.has(key)) {
      return;
    }
    String why;
    byte[] bytes = Base64.getDecoder().decode(data.path(key).asText());
    try {
      JsonNode value = Json.read(bytes);
      if (value.isObject() || value.isNull()) {
        return;
      }
      why =
          "json: cannot unmarshal "
              + JsonTypes.name(value)
              + " into Go value of type map[string]interface {}";
    } catch (IOException e) {
      why = JsonSyntax.explain(bytes);
    }
    errors.add(FieldError.invalid(DATA.key(key), "<secret contents redacted>", why));
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    String type = object.path("type").asText();
    if (!type.equals(old.tree().path("type").asText())) {
      errors.add(FieldError.invalid(FieldPath.of("type"), type, "field is immutable"));
    }
    if (old.tree().path("immutable").asBoolean()) {
      if (!object.path("immutable").asBoolean()) {
        errors.add(KeyedData.immutable("immutable"));
      }
      if (!Trees.same(object.get("data"), old.tree().get("data"))) {
        errors.add(KeyedData.immutable("data"));
      }
    }
    return errors;
  }

  @Override
  public List<String> warnings(Context context, JsonNode object) {
    if (object.path("type").asText().equals(TLS)) {
      byte[] certificate = Base64.getDecoder().decode(object.at("/data/tls.crt").asText());
      if (!new String(certificate, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
        return List.of("tls: failed to find any PEM data in certificate input");
      }
    }
    return List.of();
  }
}
