package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.JsonSyntax;
import java.io.IOException;
import java.util.Base64;

/**
 * Where a list that was cut goes on. Clients see an opaque text.
 *
 * @param revision the state that all pages come from; 0 for whatever is newest
 * @param after the last object of the page before
 * @param seen how many objects came before
 */
record ContinueToken(long revision, ObjectKey after, long seen) {

  String text() {
    ObjectNode tree = Json.object();
    tree.put("v", "meta.k8s.io/v1");
    tree.put("rv", revision);
    tree.put("ns", after.namespace());
    tree.put("start", after.name());
    tree.put("seen", seen);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(tree));
  }

  /**
   * @throws ApiException BadRequest when the text is no token
   */
  static ContinueToken parse(String text) {
    byte[] json;
    try {
      json = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw invalid("illegal base64 data");
    }
    try {
      JsonNode tree = Json.read(json);
      if (tree.path("rv").isNumber() && tree.path("start").isTextual()) {
        return new ContinueToken(
            tree.path("rv").asLong(),
            new ObjectKey(tree.path("ns").asText(), tree.path("start").asText()),
            tree.path("seen").asLong());
      }
    } catch (IOException notJson) {
      throw invalid(JsonSyntax.explain(json));
    }
    throw invalid("incorrect encoded start key");
  }

  private static ApiException invalid(String why) {
    return ApiException.badRequest("continue key is not valid: " + why);
  }
}
