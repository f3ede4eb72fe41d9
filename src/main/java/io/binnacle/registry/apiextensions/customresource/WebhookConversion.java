package io.binnacle.registry.apiextensions.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.extension.WebhookClient;
import io.binnacle.extension.WebhookException;
import io.binnacle.registry.VersionConversion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Has a webhook convert what is of another version (the strategy Webhook, ConversionReview v1); the
 * schema conversion does the rest. A webhook may change all of an object but what its metadata say
 * besides labels and annotations.
 */
final class WebhookConversion implements VersionConversion {
  /** Kubernetes' own time limit of a conversion. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String REVIEW_VERSION = "apiextensions.k8s.io/v1";
  private static final String REVIEW_KIND = "ConversionReview";

  private final VersionConversion schema;
  private final WebhookClient client;
  private final JsonNode clientConfig;
  private final GroupVersion served;
  private final GroupVersion stored;

  /**
   * @param schema of the served version
   * @param clientConfig of the definition's webhook
   */
  WebhookConversion(
      VersionConversion schema,
      WebhookClient client,
      JsonNode clientConfig,
      GroupVersion served,
      GroupVersion stored) {
    this.schema = schema;
    this.client = client;
    this.clientConfig = clientConfig;
    this.served = served;
    this.stored = stored;
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public String form(String apiVersion) {
    return schema.form(apiVersion);
  }

  @Override
  public void toStored(ObjectNode object) {
    convert(List.of(object), stored);
    schema.toStored(object);
  }

  @Override
  public void fromStored(ObjectNode object) {
    fromStored(List.of(object));
  }

  @Override
  public void fromStored(List<ObjectNode> objects) {
    convert(objects, served);
    schema.fromStored(objects);
  }

  /** Asks for all at once; what is of the version already is not asked for. */
  private void convert(List<ObjectNode> objects, GroupVersion desired) {
    List<ObjectNode> others =
        objects.stream()
            .filter(object -> !object.path("apiVersion").asText().equals(desired.apiVersion()))
            .toList();
    if (others.isEmpty()) {
      return;
    }
    String failed = "conversion webhook for " + describe(others.getFirst()) + " failed: ";
    JsonNode converted;
    try {
      converted = call(others, desired);
    } catch (WebhookException e) {
      throw ApiException.unclassified(failed + e.getMessage());
    }
    if (converted.size() != others.size()) {
      throw ApiException.unclassified(
          "conversion webhook for "
              + describe(others.getFirst())
              + " returned "
              + converted.size()
              + " objects, expected "
              + others.size());
    }
    for (int i = 0; i < others.size(); i++) {
      take(others.get(i), converted.get(i), i, desired);
    }
  }

  private static String describe(ObjectNode object) {
    return object.path("apiVersion").asText() + ", Kind=" + object.path("kind").asText();
  }

  private JsonNode call(List<ObjectNode> objects, GroupVersion desired) throws WebhookException {
    String uid = UUID.randomUUID().toString();
    ObjectNode review = Json.object().put("kind", REVIEW_KIND).put("apiVersion", REVIEW_VERSION);
    ObjectNode request = review.putObject("request");
    request.put("uid", uid).put("desiredAPIVersion", desired.apiVersion());
    ArrayNode list = request.putArray("objects");
    objects.forEach(list::add);
    ObjectNode answer = client.call(clientConfig, review, TIMEOUT);
    if (!answer.path("apiVersion").asText().equals(REVIEW_VERSION)
        || !answer.path("kind").asText().equals(REVIEW_KIND)) {
      throw new WebhookException(
          "expected webhook response of "
              + REVIEW_VERSION
              + ", Kind="
              + REVIEW_KIND
              + ", got "
              + describe(answer));
    }
    JsonNode response = answer.path("response");
    if (!response.isObject()) {
      throw new WebhookException("no response provided");
    }
    if (!response.path("uid").asText().equals(uid)) {
      throw new WebhookException(
          "expected response.uid=\"" + uid + "\", got \"" + response.path("uid").asText() + "\"");
    }
    JsonNode result = response.path("result");
    if (!result.path("status").asText().equals("Success")) {
      String message = result.path("message").asText();
      throw new WebhookException(
          message.isEmpty()
              ? "response.result.status was '" + result.path("status").asText() + "', not 'Success'"
              : message);
    }
    return response.path("convertedObjects");
  }

  private static void take(ObjectNode object, JsonNode given, int index, GroupVersion desired) {
    String invalid = "conversion webhook for " + describe(object) + " returned invalid ";
    if (!given.path("apiVersion").asText().equals(desired.apiVersion())) {
      throw ApiException.unclassified(
          invalid
              + "converted object at index "
              + index
              + ": invalid groupVersion (expected "
              + desired.apiVersion()
              + ", received "
              + given.path("apiVersion").asText()
              + ")");
    }
    if (!given.path("kind").asText().equals(object.path("kind").asText())) {
      throw ApiException.unclassified(
          invalid
              + "converted object at index "
              + index
              + ": invalid kind (expected "
              + object.path("kind").asText()
              + ", received "
              + given.path("kind").asText()
              + ")");
    }
    for (String field : List.of("name", "namespace", "uid")) {
      JsonNode before = object.path("metadata").path(field);
      JsonNode after = given.path("metadata").path(field);
      if (!Objects.equals(before.asText(), after.asText())) {
        throw ApiException.unclassified(
            invalid
                + "metadata at index "
                + index
                + ": must have the same "
                + (field.equals("uid") ? "UID" : field)
                + ": "
                + before.asText()
                + " != "
                + after.asText());
      }
    }
    replace(object, (ObjectNode) given);
  }

  private static void replace(ObjectNode object, ObjectNode given) {
    ObjectNode metadata = Trees.child(object, "metadata");
    for (String field : List.of("labels", "annotations")) {
      JsonNode changed = given.path("metadata").path(field);
      Trees.setOrRemove(metadata, field, changed.isObject() ? changed.deepCopy() : null);
    }
    ObjectNode content = given.deepCopy();
    content.set("metadata", metadata);
    object.removeAll();
    object.setAll(content);
  }
}
