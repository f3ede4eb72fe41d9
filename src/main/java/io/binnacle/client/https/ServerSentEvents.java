package io.binnacle.client.https;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads the text/event-stream format of the HTML standard. One instance, one thread. */
final class ServerSentEvents {
  /** One event; the id is the last one seen, also when this event has none. */
  record Event(String id, String data) {}

  /** Takes what is read. */
  interface Sink {
    /** A line was read, also of a comment: the connection lives. */
    void onLine();

    void onEvent(Event event);
  }

  private final BufferedReader reader;
  private String lastId = "";

  ServerSentEvents(InputStream stream) {
    reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /**
   * Reads until the stream ends. An event that is cut off by the end is dropped.
   *
   * @throws UncheckedIOException when the connection breaks
   */
  void readAll(Sink sink) {
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    try {
      String line;
      while ((line = reader.readLine()) != null) {
        sink.onLine();
        if (line.isEmpty()) {
          if (hasData) {
            sink.onEvent(new Event(lastId, data.toString()));
          }
          data.setLength(0);
          hasData = false;
        } else if (line.startsWith("data")) {
          if (hasData) {
            data.append('\n');
          }
          data.append(value(line, "data"));
          hasData = true;
        } else if (line.startsWith("id")) {
          lastId = value(line, "id");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String value(String line, String field) {
    if (line.length() == field.length()) {
      return "";
    }
    int start = line.startsWith(": ", field.length()) ? field.length() + 2 : field.length() + 1;
    return line.substring(start);
  }
}
