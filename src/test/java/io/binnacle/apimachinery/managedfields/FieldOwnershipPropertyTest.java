package io.binnacle.apimachinery.managedfields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of one object: whatever happens, ownership stays consistent. */
class FieldOwnershipPropertyTest {
  private static final List<String> MANAGERS = List.of("one", "two", "three", "kubectl");
  private static final int STEPS = 60;
  private static final int HISTORIES = 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 42})
  void historiesKeepOwnershipConsistent(long seed) {
    Random random = new Random(seed);
    for (int history = 0; history < HISTORIES; history++) {
      TestObject object = new TestObject().create("creator", spec(random).toString());
      for (int step = 0; step < STEPS; step++) {
        step(object, random);
        checkConsistent(object);
      }
    }
  }

  private static void step(TestObject object, Random random) {
    String manager = MANAGERS.get(random.nextInt(MANAGERS.size()));
    ObjectNode spec = spec(random);
    switch (random.nextInt(4)) {
      case 0 -> object.update(manager, spec.toString());
      case 1 -> applyPeacefully(object, manager, spec);
      default -> applyAndRepeat(object, manager, spec);
    }
  }

  /** A conflict changes nothing; without one the applied fields hold and are the applier's. */
  private static void applyPeacefully(TestObject object, String manager, ObjectNode spec) {
    ObjectNode before = object.tree();
    try {
      object.apply(manager, spec.toString());
    } catch (ApiException conflict) {
      assertThat(conflict.code()).isEqualTo(409);
      assertThat(object.tree()).isSameAs(before);
      return;
    }
    checkApplied(object, manager, spec);
  }

  /** The same apply again changes nothing at all, times included. */
  private static void applyAndRepeat(TestObject object, String manager, ObjectNode spec) {
    object.force(manager, spec.toString());
    checkApplied(object, manager, spec);
    ObjectNode once = object.tree();
    object.force(manager, spec.toString());
    assertThat(object.tree()).isEqualTo(once);
    object.apply(manager, spec.toString());
    assertThat(object.tree()).isEqualTo(once);
  }

  private static void checkApplied(TestObject object, String manager, ObjectNode spec) {
    FieldSet owned = applied(object, manager);
    FieldSet wanted = FieldExtraction.of(TestType.kind(), Json.object().set("spec", spec));
    assertThat(owned).isEqualTo(wanted);
    Changes missing = Comparison.of(TestType.kind(), object.tree(), merged(object.tree(), spec));
    assertThat(missing.none()).as("what was applied holds").isTrue();
  }

  private static ObjectNode merged(ObjectNode tree, ObjectNode spec) {
    ObjectNode configuration = Json.object();
    configuration.set("spec", spec);
    return Merge.of(TestType.kind(), tree, configuration);
  }

  private static FieldSet applied(TestObject object, String manager) {
    for (JsonNode entry : object.entries()) {
      if (entry.path("manager").asText().equals(manager)
          && entry.path("operation").asText().equals("Apply")) {
        return FieldsV1.decode(entry.path("fieldsV1"));
      }
    }
    return FieldSet.EMPTY;
  }

  private static void checkConsistent(TestObject object) {
    FieldSet present =
        FieldExtraction.of(TestType.kind(), object.tree()).withStructures(TestType.kind());
    for (JsonNode entry : object.entries()) {
      FieldSet fields = FieldsV1.decode(entry.path("fieldsV1"));
      assertThat(fields.isEmpty()).as("no entry owns nothing").isFalse();
      assertThat(FieldsV1.encode(fields)).isEqualTo(entry.path("fieldsV1"));
      if (entry.path("operation").asText().equals("Update")) {
        FieldSet ghosts = fields.withStructures(TestType.kind()).difference(present);
        ghosts.forEach(path ->
            assertThat(isContainer(object.tree(), path))
                .as(FieldSet.text(path) + " is owned and not there: " + object.tree())
                .isTrue());
      }
    }
  }

  /** Maps and lists that became empty are owned though extraction does not list them. */
  private static boolean isContainer(ObjectNode tree, List<PathElement> path) {
    JsonNode value = tree;
    for (PathElement element : path) {
      if (!(element instanceof PathElement.Field(String name))) {
        return false;
      }
      value = value.path(name);
    }
    return value.isContainerNode();
  }

  private static ObjectNode spec(Random random) {
    ObjectNode spec = Json.object();
    if (random.nextBoolean()) {
      spec.put("replicas", random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      spec.put("paused", random.nextBoolean());
    }
    if (random.nextInt(3) == 0) {
      spec.putObject("selector").put("app", "v" + random.nextInt(2));
    }
    if (random.nextInt(3) == 0) {
      spec.putArray("args").add("a" + random.nextInt(2));
    }
    if (random.nextBoolean()) {
      some(random, 3, i -> spec.withObject("labels").put("l" + i, "v" + random.nextInt(2)));
    }
    if (random.nextBoolean()) {
      some(random, 3, i -> spec.withArray("finalizers").add("f" + i));
    }
    if (random.nextInt(3) == 0) {
      spec.putObject("strategy").put(random.nextBoolean() ? "type" : "surge", 1);
      spec.withObject("strategy").remove("type");
    }
    if (random.nextBoolean()) {
      some(random, 3, i -> spec.withArray("containers").add(container(random, i)));
    }
    if (random.nextInt(3) == 0) {
      some(random, 2, i -> spec.withObject("free").putArray("x" + i).add(random.nextInt(2)));
    }
    return spec;
  }

  private static ObjectNode container(Random random, int number) {
    ObjectNode container = Json.object().put("name", "c" + number);
    if (random.nextBoolean()) {
      container.put("image", "i" + random.nextInt(2));
    }
    if (random.nextBoolean()) {
      ArrayNode ports = container.putArray("ports");
      some(random, 2, i -> ports.addObject().put("port", 80 + i));
      if (ports.isEmpty()) {
        container.remove("ports");
      }
    }
    return container;
  }

  private static void some(Random random, int most, java.util.function.IntConsumer action) {
    int start = random.nextInt(most);
    for (int i = start; i < most; i++) {
      action.accept(i);
    }
  }
}
