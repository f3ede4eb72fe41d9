package io.binnacle.node;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.EventRecorder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps events as {@code type reason: message}. */
public final class RecordedEvents implements EventRecorder {
  private final List<String> texts = new CopyOnWriteArrayList<>();

  @Override
  public void normal(ApiObject about, String reason, String message) {
    event(about, "", "Normal", reason, message);
  }

  @Override
  public void warning(ApiObject about, String reason, String message) {
    event(about, "", "Warning", reason, message);
  }

  @Override
  public void event(ApiObject about, String fieldPath, String type, String reason, String message) {
    texts.add(type + " " + reason + ": " + message);
  }

  public List<String> texts() {
    return List.copyOf(texts);
  }
}
