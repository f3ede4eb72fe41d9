package io.binnacle.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.List;

/** The body of a request within this process: a tree already. */
public record TreeBody(JsonNode tree, String mediaType) implements ApiRequest.Body {

  /** An object as JSON would carry it. */
  public static TreeBody json(ObjectNode tree) {
    return new TreeBody(tree, "application/json");
  }

  public static TreeBody none() {
    return new TreeBody(Json.object(), "");
  }

  @Override
  public ApiRequest.DecodedBody decode(String expectedKind) {
    return new ApiRequest.DecodedBody((ObjectNode) tree, List.of());
  }

  @Override
  public JsonNode decodePatch() {
    return tree;
  }
}
