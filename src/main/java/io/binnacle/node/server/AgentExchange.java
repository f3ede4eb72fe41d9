package io.binnacle.node.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A request, and the one answer to it. Belongs to the thread of the request; what is written blocks
 * until the connection has taken it, so that a slow client slows the answer down and fills no
 * memory.
 */
final class AgentExchange {
  private static final int STREAM_BUFFER_BYTES = 32 * 1024;

  private final Channel channel;
  private final URI uri;
  private final boolean head;
  private final boolean http11;
  private final boolean keepAlive;
  private final Runnable onEnd;

  /**
   * @param onEnd is run before the answer's end is sent, after which the client may ask again
   * @throws IllegalArgumentException where the request's target is no URI
   */
  AgentExchange(Channel channel, HttpRequest request, Runnable onEnd) {
    this.channel = channel;
    this.uri = URI.create(request.uri());
    this.head = request.method().equals(HttpMethod.HEAD);
    this.http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    // An older client learns the length of a stream by its end alone.
    this.keepAlive = http11 && HttpUtil.isKeepAlive(request);
    this.onEnd = onEnd;
  }

  /** The decoded path. */
  String path() {
    return String.valueOf(uri.getPath());
  }

  Query query() {
    return Query.of(uri);
  }

  /** Answers with a text; to a HEAD with its headers. */
  void send(int status, String mediaType, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    ByteBuf content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
    HttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
    setHeaders(response.headers(), mediaType);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    end(response);
  }

  /**
   * Answers with a stream. The headers are sent at once, what is written when it is flushed or
   * much; closing the stream ends the answer.
   */
  OutputStream stream(int status, String mediaType) throws IOException {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    setHeaders(response.headers(), mediaType);
    HttpUtil.setTransferEncodingChunked(response, http11);
    await(channel.writeAndFlush(response));
    return new BufferedOutputStream(new Body(), STREAM_BUFFER_BYTES);
  }

  private void setHeaders(HttpHeaders headers, String mediaType) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, mediaType);
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  private void end(Object last) throws IOException {
    onEnd.run();
    await(channel.writeAndFlush(last));
    if (!keepAlive) {
      channel.close();
    }
  }

  private static void await(ChannelFuture written) throws IOException {
    try {
      written.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the client is gone");
    }
    if (!written.isSuccess()) {
      throw new IOException("the client is gone", written.cause());
    }
  }

  private final class Body extends OutputStream {
    private boolean closed;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!head && length > 0) {
        // Copied: the caller's buffer is its own again before the event loop has encrypted this.
        await(
            channel.writeAndFlush(
                new DefaultHttpContent(Unpooled.copiedBuffer(bytes, offset, length))));
      }
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        end(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    }
  }
}
