package io.binnacle.apiserver.proxy;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Ends the exchange with the target when that with the client is over, however that came. */
final class EndWithClient implements AsyncListener {
  private static final System.Logger LOG = System.getLogger(EndWithClient.class.getName());

  private final CompletableFuture<HttpResponse<InputStream>> exchange;

  EndWithClient(CompletableFuture<HttpResponse<InputStream>> exchange) {
    this.exchange = exchange;
  }

  private void end() {
    if (exchange.cancel(true) || exchange.isCompletedExceptionally()) {
      return;
    }
    try {
      exchange.join().body().close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The body of a proxied response could not be closed", e);
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end();
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
