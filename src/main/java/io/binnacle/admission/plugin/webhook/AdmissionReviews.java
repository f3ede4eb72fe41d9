package io.binnacle.admission.plugin.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import java.util.Map;
import java.util.UUID;

/** Says what a write is to whom it is reviewed by (AdmissionReview of admission.k8s.io/v1). */
final class AdmissionReviews {
  private AdmissionReviews() {}

  static ObjectNode of(AdmissionRequest request) {
    ObjectNode review =
        Json.object().put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
    ObjectNode asked = describe(request);
    asked.set("object", object(request));
    asked.set("oldObject", oldObject(request));
    review.set("request", asked);
    return review;
  }

  /** What match conditions may speak of. */
  static Map<String, JsonNode> variables(AdmissionRequest request) {
    return Map.of(
        "request", describe(request),
        "object", object(request),
        "oldObject", oldObject(request));
  }

  private static JsonNode object(AdmissionRequest request) {
    ObjectNode object = request.object();
    return object == null ? NullNode.getInstance() : object;
  }

  private static JsonNode oldObject(AdmissionRequest request) {
    ApiObject old = request.oldObject();
    return old == null ? NullNode.getInstance() : old.tree();
  }

  private static ObjectNode describe(AdmissionRequest request) {
    ObjectNode asked = Json.object().put("uid", UUID.randomUUID().toString());
    asked.set("kind", kind(request.kind()));
    asked.set("resource", resource(request.resource()));
    asked.set("requestKind", kind(request.kind()));
    asked.set("requestResource", resource(request.resource()));
    if (!request.subresource().isEmpty()) {
      asked.put("subResource", request.subresource());
      asked.put("requestSubResource", request.subresource());
    }
    if (!request.name().isEmpty()) {
      asked.put("name", request.name());
    }
    if (!request.namespace().isEmpty()) {
      asked.put("namespace", request.namespace());
    }
    asked.put("operation", request.operation().name());
    asked.set("userInfo", user(request.user()));
    asked.put("dryRun", request.dryRun());
    asked.set("options", request.options());
    return asked;
  }

  private static ObjectNode kind(GroupVersionKind kind) {
    return Json.object()
        .put("group", kind.group())
        .put("version", kind.version())
        .put("kind", kind.kind());
  }

  private static ObjectNode resource(GroupVersionResource resource) {
    return Json.object()
        .put("group", resource.group())
        .put("version", resource.version())
        .put("resource", resource.resource());
  }

  private static ObjectNode user(UserInfo user) {
    ObjectNode info = Json.object().put("username", user.name());
    if (!user.uid().isEmpty()) {
      info.put("uid", user.uid());
    }
    user.groups().forEach(info.withArrayProperty("groups")::add);
    user.extra()
        .forEach((key, values) ->
            values.forEach(info.withObjectProperty("extra").withArrayProperty(key)::add));
    return info;
  }
}
