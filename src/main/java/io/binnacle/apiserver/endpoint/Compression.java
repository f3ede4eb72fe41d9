package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.encoding.AcceptHeader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses large answers for clients that accept it. Kubernetes' own threshold and level: small
 * answers are not worth the time, and the fastest level gains nearly all there is to gain.
 */
final class Compression {
  private static final int MIN_BYTES = 128 * 1024;
  private static final int BUFFER_BYTES = 16 * 1024;

  /** Gzip at a level of its own choice, which the class it extends offers to subclasses alone. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /**
   * Has the response compressed where that is worth it; leaves it as it is otherwise.
   *
   * @param size how many bytes the body has, or about so
   */
  void apply(
      Response.ResponseBuilder response,
      HttpServletRequest request,
      long size,
      StreamingOutput body) {
    if (size <= MIN_BYTES || !accepts(request)) {
      return;
    }
    StreamingOutput compressed =
        out -> {
          try (GZIPOutputStream gzip = new FastGzip(out)) {
            body.write(gzip);
          }
        };
    response
        .entity(compressed)
        .header(HttpHeaders.CONTENT_ENCODING, "gzip")
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
  }

  private static boolean accepts(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    return header != null
        && AcceptHeader.parse(header).stream()
            .anyMatch(clause -> clause.mediaType().equals("gzip"));
  }
}
