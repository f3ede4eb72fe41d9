package io.binnacle.authorization;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.runtime.Json;
import java.util.List;

/** The refusal of a request by authorization, in the words that clients know. */
public final class Forbidden {
  private Forbidden() {}

  /**
   * @param reason of the decision; may be empty
   */
  public static ApiException of(RequestAttributes attributes, String reason) {
    String why = escape(sentence(attributes)) + (reason.isEmpty() ? "" : ": " + reason);
    return attributes.isResourceRequest()
        ? ApiException.forbidden(attributes.groupResource(), attributes.name(), why)
        : ApiException.of(StatusReason.FORBIDDEN, "forbidden: " + why, null, "", List.of());
  }

  private static String sentence(RequestAttributes attributes) {
    String who = "User " + quote(attributes.user().name()) + " cannot " + attributes.verb();
    if (!attributes.isResourceRequest()) {
      return who + " path " + quote(attributes.path());
    }
    String resource =
        attributes.subresource().isEmpty()
            ? attributes.resource()
            : attributes.resource() + "/" + attributes.subresource();
    String where =
        attributes.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace " + quote(attributes.namespace());
    return who
        + " resource "
        + quote(resource)
        + " in API group "
        + quote(attributes.apiGroup())
        + " "
        + where;
  }

  private static String quote(String text) {
    return Json.writeText(Json.mapper().getNodeFactory().textNode(text));
  }

  /** What the user wrote may end in a browser. */
  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
