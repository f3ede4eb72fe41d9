package io.binnacle.apiserver.watch;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.Set;

/** Takes a watch from the set of open ones when its response is over, however that came. */
final class ForgetOnCompletion implements AsyncListener {
  private final Set<WatchStream> open;
  private final WatchStream stream;
  private final WatchMetrics.Series figures;

  ForgetOnCompletion(Set<WatchStream> open, WatchStream stream, WatchMetrics.Series figures) {
    this.open = open;
    this.stream = stream;
    this.figures = figures;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    if (open.remove(stream)) {
      figures.closed();
    }
    stream.completed();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    stream.end();
  }

  @Override
  public void onError(AsyncEvent event) {
    stream.onError(event.getThrowable());
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
