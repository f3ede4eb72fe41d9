package io.binnacle.apiserver.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.openapi.ComputedApi;
import java.util.List;

/** What OpenAPI tells of bundles. */
public final class BundleOpenApi {
  private static final String COMPONENT = "io.binnacle.v1.Bundle";

  private static final String SCHEMA =
      """
      {
        "description": "Bundle is several writes that take effect together or not at all.",
        "type": "object",
        "required": ["items"],
        "properties": {
          "apiVersion": {"type": "string", "description": "binnacle.io/v1"},
          "kind": {"type": "string", "description": "Bundle"},
          "metadata": {
            "type": "object",
            "description": "In an answer, the resourceVersion of the last write.",
            "properties": {"resourceVersion": {"type": "string"}}
          },
          "items": {
            "type": "array",
            "description": "The writes, in their order; 1,000 at most.",
            "items": {
              "type": "object",
              "required": ["object"],
              "properties": {
                "operation": {
                  "type": "string",
                  "description": "Apply (the default), Create, Update or Delete."
                },
                "object": {
                  "type": "object",
                  "description": "The object; for a Delete apiVersion, kind and what its metadata name."
                },
                "result": {
                  "type": "string",
                  "description": "In an answer: Created, Configured, Unchanged, Deleted or Deleting."
                }
              }
            }
          }
        },
        "x-kubernetes-group-version-kind": [
          {"group": "binnacle.io", "version": "v1", "kind": "Bundle"}
        ]
      }
      """;

  private record Query(String name, String type, String description) {}

  private static final List<Query> QUERY =
      List.of(
          new Query("dryRun", "string", "All: nothing is kept, and the answer is what would be."),
          new Query("fieldManager", "string", "The name of who makes the changes."),
          new Query("fieldValidation", "string", "Ignore, Warn or Strict."),
          new Query("force", "boolean", "Applied items take fields over that others own."));

  private BundleOpenApi() {}

  /** The documents; the caller may keep them. */
  public static ComputedApi documents() {
    return new ComputedApi(BundleHandler.PATH.substring(1).replace("/bundles", ""), v3(), v2());
  }

  private static ObjectNode schema() {
    return Json.readTrusted(SCHEMA);
  }

  private static ObjectNode reference(String root) {
    return Json.object().put("$ref", root + COMPONENT);
  }

  /** The operation, and its list of parameters to be filled. */
  private static ObjectNode post(ObjectNode paths) {
    ObjectNode post = paths.putObject(BundleHandler.PATH).putObject("post");
    post.putArray("tags").add("binnacle_v1");
    post.put("description", "write several objects, all or none");
    post.put("operationId", "createBinnacleV1Bundle");
    post.put("x-kubernetes-action", "post");
    post.putObject("x-kubernetes-group-version-kind")
        .put("group", BundleHandler.GROUP)
        .put("version", BundleHandler.VERSION)
        .put("kind", BundleHandler.KIND);
    return post;
  }

  private static ObjectNode v3() {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Binnacle").put("version", BundleHandler.VERSION);
    ObjectNode post = post(document.putObject("paths"));
    ArrayNode parameters = post.putArray("parameters");
    for (Query query : QUERY) {
      parameters
          .addObject()
          .put("name", query.name)
          .put("in", "query")
          .put("description", query.description)
          .putObject("schema")
          .put("type", query.type);
    }
    ObjectNode body = post.putObject("requestBody").put("required", true);
    String root = "#/components/schemas/";
    body.putObject("content").putObject("*/*").set("schema", reference(root));
    ObjectNode answer = post.putObject("responses").putObject("200").put("description", "OK");
    answer.putObject("content").putObject("application/json").set("schema", reference(root));
    document.putObject("components").putObject("schemas").set(COMPONENT, schema());
    return document;
  }

  private static ObjectNode v2() {
    ObjectNode document = Json.object();
    ObjectNode post = post(document.putObject("paths"));
    post.putArray("consumes").add("*/*");
    post.putArray("produces").add("application/json");
    ArrayNode parameters = post.putArray("parameters");
    ObjectNode body = parameters.addObject().put("name", "body").put("in", "body");
    body.put("required", true).set("schema", reference("#/definitions/"));
    for (Query query : QUERY) {
      parameters
          .addObject()
          .put("name", query.name)
          .put("in", "query")
          .put("description", query.description)
          .put("type", query.type)
          .put("uniqueItems", true);
    }
    ObjectNode answer = post.putObject("responses").putObject("200").put("description", "OK");
    answer.set("schema", reference("#/definitions/"));
    document.putObject("definitions").set(COMPONENT, schema());
    return document;
  }
}
