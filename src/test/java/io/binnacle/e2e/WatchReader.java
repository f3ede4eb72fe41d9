package io.binnacle.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.binnacle.testing.ApiHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Collects what a watch tells, in the order in which it comes, on a thread of its own until it is
 * closed. Bookmarks tell of no change and are left out, but their ids count.
 */
final class WatchReader implements AutoCloseable {
  /** A change as a watch tells it. */
  record Change(String type, String name, String resourceVersion) {}

  private static final JsonMapper JSON = new JsonMapper();

  private final InputStream stream;
  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private volatile String lastEventId = "";

  private WatchReader(InputStream stream) {
    this.stream = stream;
    Thread.ofVirtual().name("watch reader").start(this::read);
  }

  /** A stream of JSON lines behind a resource version. */
  static WatchReader json(ApiHttp http, String path, String resourceVersion) {
    return new WatchReader(http.stream(watch(path, resourceVersion), Map.of()));
  }

  /**
   * Server-sent events behind a resource version.
   *
   * @param lastEventId what an EventSource that connects again tells; empty at first
   */
  static WatchReader events(ApiHttp http, String path, String resourceVersion, String lastEventId) {
    Map<String, String> headers =
        lastEventId.isEmpty()
            ? Map.of("Accept", "text/event-stream")
            : Map.of("Accept", "text/event-stream", "Last-Event-ID", lastEventId);
    return new WatchReader(http.stream(watch(path, resourceVersion), headers));
  }

  private static String watch(String path, String resourceVersion) {
    return path + "?watch=true&resourceVersion=" + resourceVersion;
  }

  List<Change> changes() {
    return List.copyOf(changes);
  }

  boolean sees(String name) {
    return changes.stream().anyMatch(change -> change.name().equals(name));
  }

  /** The id of the last event that came whole. */
  String lastEventId() {
    return lastEventId;
  }

  private void read() {
    try {
      forEach(
          stream,
          (event, id) -> {
            take(event);
            lastEventId = id;
            return true;
          });
    } catch (IOException closed) {
      changes.add(new Change("CLOSED", "", ""));
    }
  }

  /** Takes the events of a watch. */
  @FunctionalInterface
  interface Events {
    /**
     * @param id the event's id, or the last one that was told; empty in a stream of JSON lines
     * @return whether more are wanted
     */
    boolean take(JsonNode event, String id);
  }

  /**
   * Reads a watch, of JSON lines or of server-sent events, until it ends or no more is wanted, and
   * closes it.
   *
   * @throws IOException when it breaks
   */
  static void forEach(InputStream watch, Events events) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch, StandardCharsets.UTF_8))) {
      String line;
      String id = "";
      boolean more = true;
      while (more && (line = lines.readLine()) != null) {
        if (line.startsWith("id: ")) {
          id = line.substring("id: ".length());
        } else if (line.startsWith("data: ")) {
          more = events.take(JSON.readTree(line.substring("data: ".length())), id);
        } else if (line.startsWith("{")) {
          more = events.take(JSON.readTree(line), id);
        }
      }
    }
  }

  private void take(JsonNode event) {
    String type = event.path("type").asText();
    if (!type.equals("BOOKMARK")) {
      JsonNode metadata = event.at("/object/metadata");
      changes.add(
          new Change(
              type, metadata.path("name").asText(), metadata.path("resourceVersion").asText()));
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
