package io.binnacle.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.Impersonation;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.RequestAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the facade. The transport fills in everything but the user, whom
 * authentication sets. One thread at a time.
 */
public final class ApiRequest {
  private static final String CONTROLLERS = "system:serviceaccount:kube-system:";

  /** The body, read and decoded only when a handler asks, which is after authorization. */
  public interface Body {
    /**
     * The object in the body; an empty body is an empty object.
     *
     * @param expectedKind the kind that the path is about, for messages
     * @throws ApiException BadRequest, UnsupportedMediaType or RequestEntityTooLarge
     */
    DecodedBody decode(String expectedKind);

    /**
     * The object in the body, which may not be empty.
     *
     * @param expectedKind the kind that the path is about, for messages
     * @throws ApiException BadRequest, UnsupportedMediaType or RequestEntityTooLarge
     */
    default DecodedBody decodeObject(String expectedKind) {
      return decode(expectedKind);
    }

    /**
     * The patch document in the body, which may be a list.
     *
     * @throws ApiException BadRequest or RequestEntityTooLarge
     */
    JsonNode decodePatch();

    /** The media type without parameters, lower case; empty without a body. */
    String mediaType();
  }

  /**
   * A decoded body.
   *
   * @param duplicateFields messages about fields that the body gives twice
   */
  public record DecodedBody(ObjectNode object, List<String> duplicateFields) {}

  private final RequestInfo info;
  private final Map<String, List<String>> query;
  private final String accept;
  private final String userAgent;
  private final Body body;
  private final Credentials credentials;
  private final Optional<UserInfo> trustedUser;
  private final List<String> warnings = new ArrayList<>();
  private @Nullable UserInfo user;
  private @Nullable Impersonation impersonation;

  private ApiRequest(
      RequestInfo info,
      Map<String, List<String>> query,
      String accept,
      String userAgent,
      Body body,
      Credentials credentials,
      Optional<UserInfo> trustedUser) {
    this.info = info;
    this.query = query;
    this.accept = accept;
    this.userAgent = userAgent;
    this.body = body;
    this.credentials = credentials;
    this.trustedUser = trustedUser;
  }

  /** A request from outside: who it comes from must be proved. */
  public static ApiRequest external(
      RequestInfo info,
      Map<String, List<String>> query,
      String accept,
      String userAgent,
      Body body,
      Credentials credentials) {
    return new ApiRequest(info, query, accept, userAgent, body, credentials, Optional.empty());
  }

  /** A request of a component in this process, whose identity the process itself vouches for. */
  public static ApiRequest inProcess(
      RequestInfo info, Map<String, List<String>> query, Body body, UserInfo component) {
    return new ApiRequest(
        info,
        query,
        "application/json",
        program(component),
        body,
        Credentials.none(),
        Optional.of(component));
  }

  /**
   * The name by which Kubernetes' own program of that role calls itself: who owns fields is told by
   * it, and clients look for these names.
   */
  private static String program(UserInfo component) {
    String name = component.name();
    if (name.startsWith(CONTROLLERS)) {
      return "kube-controller-manager";
    }
    return name.startsWith("system:") ? programOf(name.substring("system:".length())) : name;
  }

  private static String programOf(String role) {
    if (role.startsWith("node:")) {
      return "kubelet";
    }
    return role.equals("apiserver") ? "kube-apiserver" : role;
  }

  public RequestInfo info() {
    return info;
  }

  /** The first value of a query parameter, empty text without one. */
  public String parameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  public Map<String, List<String>> query() {
    return query;
  }

  /** A boolean parameter: present without a value counts as true, as in Kubernetes. */
  public boolean flag(String name) {
    List<String> values = query.get(name);
    if (values == null || values.isEmpty()) {
      return false;
    }
    String value = values.getFirst();
    return !value.equals("false") && !value.equals("0");
  }

  public String accept() {
    return accept;
  }

  /** Whether a watch is to be a stream of server-sent events. */
  public boolean wantsServerSentEvents() {
    return accept.startsWith("text/event-stream");
  }

  public String userAgent() {
    return userAgent;
  }

  public Body body() {
    return body;
  }

  public Credentials credentials() {
    return credentials;
  }

  /** The identity of an in-process caller. */
  public Optional<UserInfo> trustedUser() {
    return trustedUser;
  }

  /** To be called by the transport where the sender wants to act as somebody else. */
  public ApiRequest impersonating(Impersonation wanted) {
    impersonation = wanted;
    return this;
  }

  /** Whom the sender wants to act as; whether it may is for the facade to find out. */
  public Optional<Impersonation> impersonation() {
    return Optional.ofNullable(impersonation);
  }

  /** Who is calling, or who is impersonated, which is the same to all that comes behind. */
  public UserInfo user() {
    UserInfo authenticated = user;
    if (authenticated == null) {
      throw new IllegalStateException("the request has not passed authentication");
    }
    return authenticated;
  }

  /** For the interceptors of authentication and impersonation. */
  public void authenticatedAs(UserInfo authenticated) {
    user = authenticated;
  }

  /** Has the client told something, whatever becomes of the request. */
  public void warn(String warning) {
    if (!warning.isEmpty()) {
      warnings.add(warning);
    }
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** What authorizers decide on. */
  public RequestAttributes attributes() {
    return new RequestAttributes(
        user(),
        info.verb(),
        info.isResourceRequest(),
        info.apiGroup(),
        info.apiVersion(),
        info.namespace(),
        info.resource(),
        info.subresource(),
        info.name(),
        info.path());
  }
}
