package io.binnacle.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.FakeTime;
import io.binnacle.node.NodeConfigurations;
import io.binnacle.node.runtime.FakeContainerRuntime;
import io.binnacle.node.runtime.Image;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageGarbageCollectorTest {
  private final FakeTime time = new FakeTime();
  private final FakeContainerRuntime runtime = new FakeContainerRuntime(time);
  private final Map<String, String> properties = new HashMap<>();
  private long available = 50_000;

  @BeforeEach
  void images() {
    // 1000 bytes each, of a disk of 100000
    runtime.givenImage("docker.io/library/old:1");
    runtime.givenImage("docker.io/binnacle/pause:latest");
  }

  private ImageGarbageCollector collector() {
    return new ImageGarbageCollector(
        runtime,
        NodeConfigurations.retention(properties),
        () -> new ImageGarbageCollector.Disk(100_000, available),
        time);
  }

  private List<String> left() {
    return runtime.listImages().stream().map(Image::tags).map(List::getFirst).toList();
  }

  @Test
  void nothingGoesWhileThereIsRoom() throws IOException {
    ImageGarbageCollector collector = collector();
    available = 15_001;
    collector.collect();
    time.advance(Duration.ofHours(1));
    collector.collect();
    assertThat(left()).hasSize(2);
  }

  @Test
  void unusedImagesGoWhenTheDiskIsFullAndBuiltInOnesStay() throws IOException {
    ImageGarbageCollector collector = collector();
    collector.collect();
    time.advance(Duration.ofMinutes(3));
    runtime.givenImage("docker.io/library/new:1");
    available = 10_000;
    collector.collect();
    assertThat(left())
        .as("what came less than two minutes ago stays")
        .containsExactlyInAnyOrder("docker.io/library/new:1", "docker.io/binnacle/pause:latest");
  }

  @Test
  void onlyAsMuchGoesAsIsNeededTheLongestUnusedFirst() throws IOException {
    properties.put("image-gc-low-threshold-percent", "84");
    runtime.givenImage("docker.io/library/recent:1");
    String container = runtime.givenContainer("docker.io/library/recent:1");
    ImageGarbageCollector collector = collector();
    collector.collect();
    time.advance(Duration.ofMinutes(3));
    collector.collect();
    runtime.removeContainer(container);
    time.advance(Duration.ofMinutes(3));

    available = 15_000;
    collector.collect();

    assertThat(left())
        .containsExactlyInAnyOrder("docker.io/library/recent:1", "docker.io/binnacle/pause:latest");
  }

  @Test
  void imagesOfContainersStayHoweverFullTheDiskIs() throws IOException {
    runtime.givenContainer("docker.io/library/old:1");
    ImageGarbageCollector collector = collector();
    collector.collect();
    time.advance(Duration.ofHours(1));
    available = 0;
    collector.collect();
    assertThat(left()).hasSize(2);
  }

  @Test
  void imagesThatWereUnusedForTooLongGoWhateverTheRoom() throws IOException {
    properties.put("image-maximum-gc-age", "1h");
    runtime.givenImage("docker.io/library/used:1");
    runtime.givenContainer("docker.io/library/used:1");
    ImageGarbageCollector collector = collector();
    collector.collect();
    time.advance(Duration.ofMinutes(61));
    collector.collect();
    assertThat(left())
        .containsExactlyInAnyOrder("docker.io/library/used:1", "docker.io/binnacle/pause:latest");
  }
}
