package io.binnacle.controller.ttlafterfinished;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TtlAfterFinishedControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenJob(String name, String ttl, String condition) {
    fixture.given(
        Resources.JOBS,
        """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"%s","namespace":"ns"},
         "spec":{%s},"status":{"conditions":[{"type":"%s","status":"True",
           "lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
        """
            .formatted(name, ttl, condition));
  }

  @Test
  void removesFinishedJobsInTime() {
    givenJob("done", "\"ttlSecondsAfterFinished\":10", "Complete");
    givenJob("broken", "\"ttlSecondsAfterFinished\":20", "Failed");
    givenJob("running", "\"ttlSecondsAfterFinished\":0", "Suspended");
    givenJob("kept", "", "Complete");
    fixture.start(new TtlAfterFinishedController());
    assertThat(fixture.names(Resources.JOBS)).hasSize(4);
    fixture.advance(Duration.ofSeconds(12));
    // Its pods go first: the garbage collector takes the finalizer away.
    assertThat(fixture.api.get(Resources.JOBS, "ns", "done").finalizers())
        .containsExactly("foregroundDeletion");
    assertThat(fixture.api.get(Resources.JOBS, "ns", "broken").isBeingDeleted()).isFalse();
    fixture.advance(Duration.ofSeconds(10));
    assertThat(fixture.api.get(Resources.JOBS, "ns", "broken").isBeingDeleted()).isTrue();
    assertThat(fixture.api.get(Resources.JOBS, "ns", "running").isBeingDeleted()).isFalse();
    assertThat(fixture.api.get(Resources.JOBS, "ns", "kept").isBeingDeleted()).isFalse();
  }
}
