package io.binnacle.apiserver.watch;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.encoding.Representation;
import io.binnacle.apiserver.encoding.ResultEncoder;
import io.binnacle.apiserver.encoding.TableRenderer.IncludeObject;
import io.binnacle.registry.ReadOptions;
import io.binnacle.storage.WatchSubscription;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Opens watches over HTTP and WebSockets and knows those that are open. Safe for any thread. */
public final class WatchStreams {
  /**
   * Between this and twice this a watch without a timeout of its own stays open, so that clients
   * spread over servers.
   */
  private static final int MIN_TIMEOUT_SECONDS = 1800;

  private final ResultEncoder encoder;
  private final ScheduledExecutorService timer;
  private final RandomGenerator random;
  private final WatchMetrics metrics;
  private final WatchBudget budget;
  private final Set<WatchStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public WatchStreams(
      ResultEncoder encoder,
      ScheduledExecutorService timer,
      RandomGenerator random,
      WatchMetrics metrics,
      WatchBudget budget) {
    this.encoder = encoder;
    this.timer = timer;
    this.random = random;
    this.metrics = metrics;
    this.budget = budget;
  }

  /** What the request says of the form of its watch. */
  public record Form(
      Representation representation, IncludeObject include, boolean serverSentEvents) {

    String contentType() {
      if (serverSentEvents) {
        return "text/event-stream";
      }
      return representation.encoding() == Representation.Encoding.JSON
          ? representation.contentType()
          : representation.contentType() + ";stream=watch";
    }
  }

  /**
   * Sends the head of the response and opens the watch.
   *
   * @param context started, with the container's own response
   * @throws io.binnacle.apimachinery.errors.ApiException before anything is sent, when the watch
   *     cannot begin
   */
  public void open(
      ApiResult.WatchResult watch, Form form, AsyncContext context, HttpServletResponse response)
      throws IOException {
    context.setTimeout(0);
    HttpWatchConnection connection = new HttpWatchConnection(context);
    // First, since a refusal has a head of its own.
    Opened opened = subscribed(watch, form, connection);
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(form.contentType());
    response.setHeader("Cache-Control", "no-cache, private");
    try {
      context.addListener(new ForgetOnCompletion(opened));
      start(opened.stream(), response);
    } catch (IOException | RuntimeException e) {
      opened.stream().abort();
      opened.ended();
      throw e;
    }
  }

  /**
   * Begins a watch of which a WebSocket will take the frames once its handshake is over.
   *
   * @throws io.binnacle.apimachinery.errors.ApiException when the watch cannot begin
   */
  public WatchEndpoint webSocket(ApiResult.WatchResult watch, Form form) {
    boolean text = form.representation().encoding() == Representation.Encoding.JSON;
    WebSocketWatchConnection connection = new WebSocketWatchConnection(text);
    return new WatchEndpoint(subscribed(watch, form, connection), connection);
  }

  /** A watch that is open, until its connection has ended. */
  final class Opened {
    private final WatchStream stream;
    private final WatchMetrics.Series figures;

    private Opened(WatchStream stream, WatchMetrics.Series figures) {
      this.stream = stream;
      this.figures = figures;
    }

    WatchStream stream() {
      return stream;
    }

    /** The connection is over, however that came. Idempotent. */
    void ended() {
      if (open.remove(stream)) {
        figures.closed();
      }
      stream.completed();
    }
  }

  private Opened subscribed(ApiResult.WatchResult watch, Form form, WatchConnection connection) {
    if (closed) {
      throw ApiException.serviceUnavailable("the server is stopping");
    }
    ReadOptions options = watch.options();
    FrameEncoder frames =
        new FrameEncoder(
            watch.scope(), form.representation(), form.include(), form.serverSentEvents(), encoder);
    BookmarkRhythm bookmarks =
        form.serverSentEvents()
            ? BookmarkRhythm.serverSentEvents(System::nanoTime)
            : BookmarkRhythm.json(options.allowWatchBookmarks(), System::nanoTime);
    WatchMetrics.Series figures = metrics.of(watch.scope().groupVersionResource());
    WatchStream stream =
        new WatchStream(
            connection, frames, bookmarks, new WatchStream.Environment(figures, budget, timer));
    WatchSubscription subscription = subscribe(watch, stream);
    open.add(stream);
    figures.opened();
    stream.opened(subscription, timer.schedule(stream::end, seconds(options), TimeUnit.SECONDS));
    if (closed) {
      // It was closed while this one opened.
      stream.end();
    }
    return new Opened(stream, figures);
  }

  private void start(WatchStream stream, HttpServletResponse response) throws IOException {
    ServletOutputStream out = response.getOutputStream();
    // The client waits for the head, also where no event is at hand. The container ignores the
    // first flush of an empty body; the second sends the head.
    response.flushBuffer();
    out.flush();
    out.setWriteListener(stream);
  }

  private int seconds(ReadOptions options) {
    return options.timeoutSeconds() > 0
        ? options.timeoutSeconds()
        : MIN_TIMEOUT_SECONDS + random.nextInt(MIN_TIMEOUT_SECONDS);
  }

  /**
   * A version that is too old is told inside the stream, as Kubernetes does: clients treat it as
   * the end of a watch that was under way.
   */
  private static WatchSubscription subscribe(ApiResult.WatchResult watch, WatchStream stream) {
    try {
      return watch.open().apply(stream);
    } catch (ApiException e) {
      if (e.code() != HttpServletResponse.SC_GONE) {
        throw e;
      }
      stream.onError(e);
      return () -> {};
    }
  }

  /** How many watches are open. */
  public int count() {
    return open.size();
  }

  /** Ends all watches and refuses more, when the server stops. */
  public void close() {
    closed = true;
    open.forEach(WatchStream::end);
  }
}
