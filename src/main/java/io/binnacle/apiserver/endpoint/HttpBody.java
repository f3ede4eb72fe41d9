package io.binnacle.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.JsonSyntax;
import io.binnacle.apimachinery.runtime.YamlDocument;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.schema.BodyDecoder;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The body of an HTTP request, read when it is asked for. */
final class HttpBody implements ApiRequest.Body {
  /** Kubernetes' own limit for a request. */
  private static final int MAX_BYTES = 3 * 1024 * 1024;

  private final HttpServletRequest request;
  private final BodyDecoder decoder;

  HttpBody(HttpServletRequest request, BodyDecoder decoder) {
    this.request = request;
    this.decoder = decoder;
  }

  @Override
  public String mediaType() {
    String contentType = request.getContentType();
    if (contentType == null) {
      return "";
    }
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public ApiRequest.DecodedBody decode(String expectedKind) {
    byte[] bytes = read();
    return bytes.length == 0
        ? new ApiRequest.DecodedBody(Json.object(), List.of())
        : decoded(bytes, expectedKind);
  }

  @Override
  public ApiRequest.DecodedBody decodeObject(String expectedKind) {
    return decoded(read(), expectedKind);
  }

  private ApiRequest.DecodedBody decoded(byte[] bytes, String expectedKind) {
    String contentType = request.getContentType() == null ? "" : request.getContentType();
    ObjectNode object = decoder.decode(contentType, bytes, expectedKind);
    return new ApiRequest.DecodedBody(object, decoder.duplicateFields(contentType, bytes));
  }

  @Override
  public JsonNode decodePatch() {
    byte[] bytes = read();
    return switch (mediaType()) {
      case "application/apply-patch+yaml" -> parseYaml(bytes);
      default -> parse(bytes);
    };
  }

  private static JsonNode parseYaml(byte[] bytes) {
    try {
      return YamlDocument.read(bytes).tree();
    } catch (IOException e) {
      throw ApiException.badRequest(
          "error decoding YAML: error converting YAML to JSON: " + e.getMessage());
    }
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return Json.read(bytes);
    } catch (IOException e) {
      throw ApiException.badRequest("error decoding patch: " + JsonSyntax.explain(bytes));
    }
  }

  private byte[] read() {
    if (request.getContentLengthLong() > MAX_BYTES) {
      throw tooLarge();
    }
    try {
      byte[] bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw ApiException.badRequest("the request's body could not be read to its end");
    }
  }

  private static ApiException tooLarge() {
    return ApiException.of(
        StatusReason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: limit is " + MAX_BYTES);
  }
}
