package io.binnacle.apiserver.endpoint;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.BodyDecoder;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
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
  public ApiRequest.DecodedBody decode() {
    if (request.getContentLengthLong() > MAX_BYTES) {
      throw tooLarge();
    }
    byte[] bytes;
    try {
      bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw ApiException.badRequest("the request's body could not be read to its end");
    }
    if (bytes.length > MAX_BYTES) {
      throw tooLarge();
    }
    return decoder.decode(mediaType(), bytes);
  }

  private static ApiException tooLarge() {
    return ApiException.of(
        StatusReason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: limit is " + MAX_BYTES);
  }
}
