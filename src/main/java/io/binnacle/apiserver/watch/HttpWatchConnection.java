package io.binnacle.apiserver.watch;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;

/** Frames as the body of an HTTP response. */
final class HttpWatchConnection implements WatchConnection {
  private final AsyncContext context;
  private final ServletOutputStream out;

  /**
   * @param context started, with the container's own response
   */
  HttpWatchConnection(AsyncContext context) throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
  }

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public void write(byte[] frame) throws IOException {
    out.write(frame);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void complete() {
    context.complete();
  }
}
