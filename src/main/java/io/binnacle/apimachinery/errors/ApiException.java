package io.binnacle.apimachinery.errors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure that the client is told as a {@code Status} object (API conventions,
 * "Response Status Kind"). What it says is written for the client: it holds no secret and no
 * internals. Client transports throw the same exception with the Status they received, so code
 * above {@code client} sees one error model whichever transport it uses.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ObjectNode status;
  private final int code;
  private final String reason;

  private ApiException(int code, String reason, String message, ObjectNode details) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.status = statusTree(code, reason, message, details);
  }

  private ApiException(ObjectNode status) {
    super(status.path("message").asText(), null, false, false);
    this.code = status.path("code").asInt(500);
    this.reason = status.path("reason").asText();
    this.status = status;
  }

  private static ObjectNode statusTree(
      int code, String reason, String message, ObjectNode details) {
    ObjectNode status = Json.object();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.set("metadata", Json.object());
    status.put("status", "Failure");
    status.put("message", message);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (!details.isEmpty()) {
      status.set("details", details);
    }
    status.put("code", code);
    return status;
  }

  /** The exception for a Status that another server or component answered. */
  public static ApiException ofStatus(ObjectNode status) {
    return new ApiException(status);
  }

  /** The general form; prefer a named factory. */
  public static ApiException of(StatusReason reason, String message) {
    return new ApiException(reason.code(), reason.text(), message, Json.object());
  }

  /** The server serves nothing at the request's path. */
  public static ApiException noSuchResource() {
    return unspecific(StatusReason.NOT_FOUND, "the server could not find the requested resource");
  }

  /** What the request's path leads to does not know the request's method. */
  public static ApiException noSuchMethod() {
    return unspecific(
        StatusReason.METHOD_NOT_ALLOWED,
        "the server does not allow this method on the requested resource");
  }

  /** A refusal whose empty details say that it is about no object. */
  public static ApiException unspecific(StatusReason reason, String message) {
    ObjectNode status = statusTree(reason.code(), reason.text(), message, Json.object());
    status.remove("code");
    status.putObject("details");
    status.put("code", reason.code());
    return new ApiException(status);
  }

  public static ApiException notFound(GroupResource resource, String name) {
    return of(
        StatusReason.NOT_FOUND,
        resource + " \"" + name + "\" not found",
        resource,
        name,
        List.of());
  }

  public static ApiException alreadyExists(GroupResource resource, String name) {
    return of(
        StatusReason.ALREADY_EXISTS,
        resource + " \"" + name + "\" already exists",
        resource,
        name,
        List.of());
  }

  /**
   * Optimistic concurrency lost, or a precondition failed. {@code why} completes "Operation cannot
   * be fulfilled on …: ".
   */
  public static ApiException conflict(GroupResource resource, String name, String why) {
    return of(
        StatusReason.CONFLICT,
        "Operation cannot be fulfilled on " + resource + " \"" + name + "\": " + why,
        resource,
        name,
        List.of());
  }

  /** The usual conflict of an update that named an old resourceVersion. */
  public static ApiException modified(GroupResource resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try again");
  }

  /** Forbidden for a reason other than authorization, such as admission. */
  public static ApiException forbidden(GroupResource resource, String name, String why) {
    String message =
        name.isEmpty()
            ? resource + " is forbidden: " + why
            : resource + " \"" + name + "\" is forbidden: " + why;
    return of(StatusReason.FORBIDDEN, message, resource, name, List.of());
  }

  /** The object breaks rules of its kind: 422 with one cause a field error. */
  public static ApiException invalid(
      String group, String kind, String name, List<FieldError> errors) {
    List<StatusCause> causes = new ArrayList<>();
    // One broken rule may be found twice, by the rules of metadata and those of the kind.
    Set<String> texts = new LinkedHashSet<>();
    for (FieldError error : errors) {
      causes.add(new StatusCause(error.type().reason(), error.body(), error.path()));
      texts.add(error.message());
    }
    String summary =
        texts.size() == 1 ? texts.iterator().next() : "[" + String.join(", ", texts) + "]";
    String qualifiedKind = group.isEmpty() ? kind : kind + "." + group;
    String message = qualifiedKind + " \"" + name + "\" is invalid: " + summary;
    return of(StatusReason.INVALID, message, new GroupResource(group, kind), name, causes);
  }

  public static ApiException badRequest(String message) {
    return of(StatusReason.BAD_REQUEST, message);
  }

  public static ApiException methodNotAllowed(GroupResource resource, String verb) {
    return of(
        StatusReason.METHOD_NOT_ALLOWED,
        verb + " is not supported on resources of kind \"" + resource + "\"",
        resource,
        "",
        List.of());
  }

  /** The requested resourceVersion is no longer retained. */
  public static ApiException expired(String message) {
    return of(StatusReason.EXPIRED, message);
  }

  public static ApiException internal(String message) {
    return of(
        StatusReason.INTERNAL_ERROR,
        "Internal error occurred: " + message,
        null,
        "",
        List.of(new StatusCause("", message, "")));
  }

  public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
    return withRetry(StatusReason.TOO_MANY_REQUESTS, message, retryAfterSeconds);
  }

  public static ApiException serviceUnavailable(String message) {
    return of(StatusReason.SERVICE_UNAVAILABLE, message);
  }

  /**
   * There is no room to keep what the request would write (RFC 4918, 11.5). Not the 500 that etcd's
   * "database space exceeded" becomes, which looks like a defect; nor 503, for which a load
   * balancer would take the server out, with the reads that it serves. Clients that do not know it
   * treat it as any failure of a server: they try again later.
   */
  public static ApiException insufficientStorage(String message) {
    return of(StatusReason.INSUFFICIENT_STORAGE, message);
  }

  /**
   * The outcome of the request is not known, or it could not start in time: the client should look,
   * then retry.
   */
  public static ApiException timeout(String message, int retryAfterSeconds) {
    return withRetry(StatusReason.TIMEOUT, message, retryAfterSeconds);
  }

  private static ApiException withRetry(StatusReason reason, String message, int seconds) {
    ObjectNode details = Json.object();
    details.put("retryAfterSeconds", seconds);
    return new ApiException(reason.code(), reason.text(), message, details);
  }

  /**
   * With details that name the resource; {@code resource.resource()} is what {@code details.kind}
   * says.
   */
  public static ApiException of(
      StatusReason reason,
      String message,
      @Nullable GroupResource resource,
      String name,
      List<StatusCause> causes) {
    ObjectNode details = Json.object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (resource != null) {
      if (!resource.group().isEmpty()) {
        details.put("group", resource.group());
      }
      if (!resource.resource().isEmpty()) {
        details.put("kind", resource.resource());
      }
    }
    if (!causes.isEmpty()) {
      ArrayNode list = details.putArray("causes");
      for (StatusCause cause : causes) {
        ObjectNode entry = list.addObject();
        if (!cause.reason().isEmpty()) {
          entry.put("reason", cause.reason());
        }
        entry.put("message", cause.message());
        if (!cause.field().isEmpty()) {
          entry.put("field", cause.field());
        }
      }
    }
    return new ApiException(reason.code(), reason.text(), message, details);
  }

  /** A failure without a reason, as Kubernetes answers what no typed error foresees. */
  public static ApiException unclassified(String message) {
    return new ApiException(500, "", message, Json.object());
  }

  /** The HTTP status code. */
  public int code() {
    return code;
  }

  /** The value of {@code status.reason}, empty where there is none. */
  public String reason() {
    return reason;
  }

  public boolean is(StatusReason expected) {
    return reason.equals(expected.text());
  }

  public boolean isNotFound() {
    return is(StatusReason.NOT_FOUND);
  }

  public boolean isConflict() {
    return is(StatusReason.CONFLICT);
  }

  public boolean isAlreadyExists() {
    return is(StatusReason.ALREADY_EXISTS);
  }

  /** Seconds after which the client should retry, 0 where the server did not say. */
  public int retryAfterSeconds() {
    return status.path("details").path("retryAfterSeconds").asInt();
  }

  /** The Status object, to read only. */
  public JsonNode status() {
    return status;
  }
}
