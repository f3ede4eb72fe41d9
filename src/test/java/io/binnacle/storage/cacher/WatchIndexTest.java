package io.binnacle.storage.cacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchInterest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchIndexTest {
  private static final GroupResource PODS = new GroupResource("", "pods");

  private final WatchIndex<String> index = new WatchIndex<>();

  @BeforeEach
  void fill() {
    index.add("all", Optional.empty());
    index.add("on-a", onNode("a"));
    index.add("on-b", onNode("b"));
  }

  private static Optional<WatchInterest> onNode(String node) {
    return Optional.of(
        new WatchInterest(
            "spec.nodeName", node, stored -> stored.object().tree().path("node").asText()));
  }

  private static StoredObject pod(long revision, String node) {
    return new StoredObject(
        PODS,
        new ObjectKey("default", "web"),
        revision,
        "{\"node\":\"%s\"}".formatted(node).getBytes(StandardCharsets.UTF_8));
  }

  private List<String> concerned(Change change) {
    List<String> told = new ArrayList<>();
    index.forEachConcerned(change, told::add);
    return told;
  }

  @Test
  void tellsThoseWhoseValueIsBeforeOrAfterTheChange() {
    assertThat(concerned(new Change(1, false, pod(1, ""), null))).containsExactly("all");
    assertThat(concerned(new Change(2, false, pod(2, "a"), pod(1, ""))))
        .containsExactly("all", "on-a");
    assertThat(concerned(new Change(3, false, pod(3, "a"), pod(2, "a"))))
        .containsExactly("all", "on-a");
    assertThat(concerned(new Change(4, false, pod(4, "b"), pod(3, "a"))))
        .containsExactly("all", "on-b", "on-a");
    assertThat(concerned(new Change(5, true, pod(5, "b"), pod(4, "b"))))
        .containsExactly("all", "on-b");
  }

  @Test
  void forgetsWatches() {
    assertThat(index.remove("on-a", onNode("a"))).isTrue();
    assertThat(index.remove("on-a", onNode("a"))).isFalse();
    assertThat(index.remove("unknown", Optional.empty())).isFalse();
    assertThat(concerned(new Change(1, false, pod(1, "a"), null))).containsExactly("all");

    index.remove("all", Optional.empty());
    index.remove("on-b", onNode("b"));

    assertThat(index.isEmpty()).isTrue();
    assertThat(index.all()).isEmpty();
  }
}
