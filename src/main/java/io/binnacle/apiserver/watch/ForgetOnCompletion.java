package io.binnacle.apiserver.watch;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Takes a watch from the set of open ones when its response is over, however that came. */
final class ForgetOnCompletion implements AsyncListener {
  private final WatchStreams.Opened watch;

  ForgetOnCompletion(WatchStreams.Opened watch) {
    this.watch = watch;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    watch.ended();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    watch.stream().end();
  }

  @Override
  public void onError(AsyncEvent event) {
    watch.stream().onError(event.getThrowable());
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
