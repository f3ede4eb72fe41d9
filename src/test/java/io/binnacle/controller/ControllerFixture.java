package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.EventSource;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.QueueCounters;
import io.binnacle.client.QueuedEventRecorder;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.client.WorkQueue;
import io.binnacle.configuration.ConfigurationReader;
import jakarta.validation.Validation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Controllers over an API in memory, in fake time and on the test's own thread: nothing happens but
 * in {@link #settle} and {@link #advance}.
 */
public final class ControllerFixture {
  /** More work than this means that a controller does not come to rest. */
  private static final int MOST_STEPS = 5_000;

  public final FakeTime time = new FakeTime();
  public final FakeApiClient api = new FakeApiClient(time);
  private final Map<String, String> properties = new HashMap<>();
  private final SharedInformerFactory informers =
      new SharedInformerFactory(api, Runnable::run, time, new Random(1));
  private final List<RunningController> running = new ArrayList<>();

  /** Sets a property, before the controller starts. */
  public ControllerFixture with(String property, String value) {
    properties.put(property, value);
    return this;
  }

  /** Starts a controller and lets it come to rest. */
  public ControllerFixture start(Controller controller) {
    WorkQueue<ObjectKey> queue =
        new WorkQueue<>(time, time, WorkQueue.RateLimit.DEFAULT, new QueueCounters());
    QueuedEventRecorder recorder =
        new QueuedEventRecorder(
            api,
            new EventSource(controller.serviceAccount(), ""),
            new QueuedEventRecorder.Runtime(Runnable::run, time, time));
    RunningController started =
        new RunningController(
            controller,
            informers,
            queue,
            tracked ->
                new ControllerContext(
                    api, tracked, recorder, time, configuration(), Runnable::run, queue::add));
    started.startInformers();
    running.add(started);
    settle();
    return this;
  }

  private ConfigurationReader configuration() {
    return new ConfigurationReader(
        name -> Optional.ofNullable(properties.get(name)),
        Validation.buildDefaultValidatorFactory().getValidator());
  }

  /** Works off all queues. */
  public void settle() {
    int steps = 0;
    boolean worked = true;
    while (worked) {
      worked = false;
      for (RunningController controller : running) {
        worked |= controller.processNext();
      }
      if (++steps > MOST_STEPS) {
        throw new AssertionError("the controllers do not come to rest");
      }
    }
  }

  /** Moves time on in steps of a second, working off the queues at each. */
  public void advance(Duration by) {
    for (long second = 0; second < by.toSeconds(); second++) {
      time.advance(Duration.ofSeconds(1));
      settle();
    }
  }

  public ApiObject given(GroupVersionResource resource, String json) {
    return api.given(resource, json);
  }

  /** The reasons of the events there are, in the order of their names. */
  public List<String> events() {
    return api.all(Resources.EVENTS).stream()
        .map(event -> event.tree().path("reason").asText())
        .toList();
  }

  public List<String> names(GroupVersionResource resource) {
    return api.all(resource).stream().map(ApiObject::name).toList();
  }
}
