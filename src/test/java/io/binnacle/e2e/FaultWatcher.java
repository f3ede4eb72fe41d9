package io.binnacle.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.testing.ApiHttp;
import io.binnacle.testing.RecordedObjects;
import io.binnacle.testing.history.Recorder;
import io.binnacle.testing.history.WatchStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Follows the recorded objects to the end, whatever breaks: each stream that breaks, or that it is
 * tired of, is resumed at a server drawn at random from where it ended. Records every stream. Its
 * steps are for one thread, the rest for any.
 */
final class FaultWatcher implements AutoCloseable {
  private static final int MOST_SIGNALS = 400;
  private static final int GONE = 410;

  private final int number;
  private final List<ApiHttp> servers;
  private final RecordedObjects objects;
  private final Random random;
  private final Recorder recorder;
  private volatile long reached;
  private volatile long goal = Long.MAX_VALUE;
  private volatile @Nullable InputStream stream;

  FaultWatcher(
      int number,
      List<ApiHttp> servers,
      RecordedObjects objects,
      Random random,
      Recorder recorder) {
    this.number = number;
    this.servers = servers;
    this.objects = objects;
    this.random = random;
    this.recorder = recorder;
  }

  /** Watches from a revision on. */
  FaultWatcher after(long revision) {
    reached = revision;
    return this;
  }

  /** It is done when it has come to a revision. */
  FaultWatcher until(long revision) {
    goal = revision;
    return this;
  }

  boolean isDone() {
    return reached >= goal;
  }

  /** Watches until the stream ends; false when there was none. */
  boolean step() {
    int server = random.nextInt(servers.size());
    long after = reached;
    int most = 1 + random.nextInt(MOST_SIGNALS);
    List<WatchStream.Signal> signals = new ArrayList<>();
    boolean opened = false;
    try (InputStream watch = open(servers.get(server), after)) {
      opened = true;
      stream = watch;
      WatchReader.forEach(
          watch, (event, id) -> take(event, signals) && signals.size() < most && !isDone());
    } catch (IOException | UncheckedIOException broken) {
      // It is resumed.
    } catch (ApiHttp.RefusedException refused) {
      if (refused.status() == GONE) {
        listAnew(servers.get(server));
      }
    } finally {
      stream = null;
    }
    recorder.add(new WatchStream("watcher " + number + " at server " + server, after, signals));
    return opened;
  }

  /** JSON lines, or server-sent events, whose first id is told in the way of an EventSource. */
  private InputStream open(ApiHttp server, long after) {
    String path = objects.path() + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + after;
    return server.stream(
        path,
        random.nextBoolean()
            ? Map.of()
            : Map.of("Accept", "text/event-stream", "Last-Event-ID", Long.toString(after)));
  }

  private boolean take(JsonNode event, List<WatchStream.Signal> signals) {
    switch (event.path("type").asText()) {
      case "BOOKMARK" ->
          signals.add(new WatchStream.Bookmark(RecordedObjects.revision(event.path("object"))));
      case "ERROR" -> {
        return false;
      }
      default -> {
        if (!RecordedObjects.isRecorded(event.path("object"))) {
          return true;
        }
        signals.add(new WatchStream.Event(RecordedObjects.change(event)));
      }
    }
    reached = signals.getLast().revision();
    return true;
  }

  /** What is between is lost to this watcher, as it is to any client that was told so. */
  private void listAnew(ApiHttp server) {
    try {
      ApiHttp.Answer list = server.get(objects.path());
      if (list.status() == 200) {
        reached = RecordedObjects.revision(list.json());
      }
    } catch (UncheckedIOException broken) {
      // The next try is refused again.
    }
  }

  /** Ends the stream that is open. */
  @Override
  public void close() throws IOException {
    InputStream open = stream;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public String toString() {
    return "watcher " + number + " is at " + reached + " of " + goal;
  }
}
