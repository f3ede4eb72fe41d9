package io.binnacle.apiserver.watch;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.Set;

/** Takes a watch from the set of open ones when its response is over, however that came. */
final class ForgetOnCompletion implements AsyncListener {
  private final Set<WatchStream> open;
  private final WatchStream stream;

  ForgetOnCompletion(Set<WatchStream> open, WatchStream stream) {
    this.open = open;
    this.stream = stream;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    open.remove(stream);
    stream.end();
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
