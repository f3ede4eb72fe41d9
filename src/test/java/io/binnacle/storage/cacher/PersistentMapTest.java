package io.binnacle.storage.cacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistentMapTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesAsATreeMapThatIsCopiedAtEachChange(long seed) {
    Random random = new Random(seed);
    PersistentMap<Integer, String> map = PersistentMap.empty();
    TreeMap<Integer, String> model = new TreeMap<>();
    PersistentMap<Integer, String> before = map;
    TreeMap<Integer, String> modelBefore = new TreeMap<>();
    for (int i = 0; i < 3_000; i++) {
      int key = random.nextInt(400);
      if (random.nextInt(5) < 2) {
        map = map.without(key);
        model.remove(key);
      } else {
        map = map.with(key, key + "-" + i);
        model.put(key, key + "-" + i);
      }
      if (i % 100 == 0) {
        assertSame(map, model);
        assertSame(before, modelBefore);
        before = map;
        modelBefore = new TreeMap<>(model);
      }
      assertThat(map.rank(key)).isEqualTo(model.headMap(key).size());
      assertThat(map.get(key)).isEqualTo(model.get(key));
    }
  }

  private static void assertSame(
      PersistentMap<Integer, String> map, TreeMap<Integer, String> model) {
    assertThat(all(map.values())).containsExactlyElementsOf(model.values());
    assertThat(map.size()).isEqualTo(model.size());
    assertThat(all(map.valuesAfter(200)))
        .containsExactlyElementsOf(model.tailMap(200, false).values());
    assertThat(all(map.valuesFrom(200))).containsExactlyElementsOf(model.tailMap(200).values());
    if (!model.isEmpty()) {
      assertThat(map.firstKey()).isEqualTo(model.firstKey());
    }
  }

  @Test
  void staysBalancedWhenKeysComeInOrderAndLeaveFromOneEnd() {
    PersistentMap<Integer, String> map = PersistentMap.empty();
    for (int key : IntStream.range(0, 10_000).toArray()) {
      map = map.with(key, "");
      if (key >= 1_000) {
        map = map.without(map.firstKey());
      }
    }
    assertThat(map.size()).isEqualTo(1_000);
    // The weight balance allows 1 / log2(4/3) times the height of a perfect tree.
    assertThat(map.height()).isLessThanOrEqualTo(25);
  }

  private static List<String> all(Iterator<String> values) {
    List<String> all = new ArrayList<>();
    values.forEachRemaining(all::add);
    return all;
  }
}
