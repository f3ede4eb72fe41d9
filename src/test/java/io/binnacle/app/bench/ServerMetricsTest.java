package io.binnacle.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
  private final ServerMetrics.Sample sample =
      new ServerMetrics.Sample(
          List.of(
              "queue_depth{name=\"job\"} 3.0",
              "queue_depth{name=\"pod\"} 4.0",
              "queue_depth_total{name=\"job\"} 100.0",
              "commits 7.0"));

  @Test
  void addsUpTheSeriesOfAName() {
    assertThat(sample.sum("queue_depth")).isEqualTo(7);
    assertThat(sample.sum("commits")).isEqualTo(7);
    assertThat(sample.sum("commit")).isZero();
  }

  @Test
  void findsOneSeriesByItsLabels() {
    assertThat(sample.sum("queue_depth{name=\"pod\"}")).isEqualTo(4);
  }
}
