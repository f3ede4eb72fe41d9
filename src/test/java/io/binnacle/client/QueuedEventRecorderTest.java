package io.binnacle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueuedEventRecorderTest {
  private final FakeTime time = new FakeTime();
  private final FakeApiClient api = new FakeApiClient(time);
  private final EventRecorder recorder =
      new QueuedEventRecorder(
          api,
          new EventSource("kubelet", "node1"),
          new QueuedEventRecorder.Runtime(Runnable::run, time, time));
  private final ApiObject pod =
      ApiObject.of(
          Json.readTrusted(
              """
              {"apiVersion":"v1","kind":"Pod",
               "metadata":{"name":"p","namespace":"ns","uid":"u"}}
              """));

  @Test
  void writesAnEventWithAllThatDescribesIt() {
    recorder.event(pod, "spec.containers{c}", "Warning", "BackOff", "Back-off restarting");
    ApiObject event = api.all(Resources.EVENTS).getFirst();
    assertThat(event.namespace()).isEqualTo("ns");
    assertThat(event.name()).startsWith("p.");
    assertThat(event.tree().at("/involvedObject/fieldPath").asText())
        .isEqualTo("spec.containers{c}");
    assertThat(event.tree().at("/source/host").asText()).isEqualTo("node1");
    assertThat(event.tree().path("count").asInt()).isEqualTo(1);
  }

  @Test
  void countsEqualOnesUpAndCombinesSimilarOnes() {
    recorder.normal(pod, "Pulled", "same");
    time.advance(Duration.ofSeconds(5));
    recorder.normal(pod, "Pulled", "same");
    assertThat(api.all(Resources.EVENTS)).hasSize(1);
    assertThat(api.all(Resources.EVENTS).getFirst().tree().path("count").asInt()).isEqualTo(2);
    for (int i = 0; i < 15; i++) {
      recorder.normal(pod, "Pulled", "message " + i);
    }
    assertThat(api.all(Resources.EVENTS)).hasSize(11);
  }

  @Test
  void dropsWhatIsTooMuchAboutOneObject() {
    for (int i = 0; i < 100; i++) {
      recorder.normal(pod, "Reason" + i, "message");
    }
    assertThat(api.all(Resources.EVENTS)).hasSize(25);
  }

  @Test
  void triesAgainWhenTheServerIsAway() {
    api.failWhen(call -> Optional.of(ApiException.serviceUnavailable("away")));
    recorder.normal(pod, "Pulled", "same");
    api.failWhen(call -> Optional.empty());
    time.advance(Duration.ofSeconds(11));
    assertThat(api.all(Resources.EVENTS)).hasSize(1);
  }

  @Test
  void tryingAgainDoesNotCountAsMoreEventsAboutTheObject() {
    api.failWhen(call -> Optional.of(ApiException.serviceUnavailable("away")));
    recorder.normal(pod, "Pulled", "message");
    time.advance(Duration.ofSeconds(95));
    api.failWhen(call -> Optional.empty());
    time.advance(Duration.ofSeconds(10));
    for (int i = 1; i < 25; i++) {
      recorder.normal(pod, "Reason" + i, "message");
    }
    assertThat(api.all(Resources.EVENTS)).hasSize(25);
  }
}
