package io.binnacle.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.managedfields.FieldOwnership;
import io.binnacle.apimachinery.managedfields.FieldSet;
import io.binnacle.apimachinery.managedfields.FieldType;
import io.binnacle.apimachinery.managedfields.FieldWriter;
import io.binnacle.apimachinery.managedfields.ObjectVersions;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.schema.SchemaFieldType;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * What keeping managedFields costs a status update of a pod: {@code ManagedFieldsBenchmark
 * [updates] [rounds]}. Says the time of the whole update in memory, that of the part that keeps the
 * owners, and the ratio of the update with that part to one without.
 */
public final class ManagedFieldsBenchmark {
  private static final String POD =
      "{\"metadata\":{\"name\":\"a\",\"labels\":{\"app\":\"web\"}},\"spec\":{\"containers\":["
          + "{\"name\":\"c\",\"image\":\"app:1\",\"ports\":[{\"containerPort\":80}],\"env\":["
          + "{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\",\"value\":\"2\"}],\"resources\":"
          + "{\"requests\":{\"cpu\":\"100m\",\"memory\":\"128Mi\"}}},"
          + "{\"name\":\"side\",\"image\":\"side:1\"}],\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}}]}}";

  private ManagedFieldsBenchmark() {}

  public static void main(String[] arguments) {
    int updates = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    try (RegistryFixture fixture = new RegistryFixture()) {
      RequestScope pods = fixture.scope("", "pods");
      RequestScope status = fixture.scope("", "pods", "status");
      fixture.create(pods, POD);
      fixture.update(status, "a", withStatus(fixture.get(pods, "a").object().copyTree(), -1));
      ObjectNode live = fixture.get(pods, "a").object().tree();
      FieldOwnership ownership = new FieldOwnership(podVersions());
      FieldWriter writer = new FieldWriter("kubelet", "v1", "status", RegistryFixture.NOW);
      ObjectNode[] changed = {withStatus(live.deepCopy(), 0), withStatus(live.deepCopy(), 1)};
      for (int round = 1; round <= rounds; round++) {
        double whole =
            nanos(
                updates,
                i ->
                    fixture.update(
                        status, "a", withStatus(fixture.get(pods, "a").object().copyTree(), i)));
        double part = nanos(updates, i -> ownership.update(live, changed[i % 2], writer));
        System.out.printf(
            Locale.ROOT,
            "update %.0f ns/op, owners %.0f ns/op, ratio with/without %.2f%n",
            whole,
            part,
            whole / (whole - part));
      }
    }
  }

  private static double nanos(int times, IntConsumer action) {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      action.accept(i);
    }
    return (System.nanoTime() - start) / (double) times;
  }

  private static ObjectNode withStatus(ObjectNode pod, int restarts) {
    ObjectNode status = pod.putObject("status");
    status.put("phase", "Running").put("podIP", "10.0.0.1").put("hostIP", "10.1.0.1");
    for (String type : new String[] {"Ready", "ContainersReady", "Initialized", "PodScheduled"}) {
      ObjectNode condition = status.withArray("conditions").addObject();
      condition.put("type", type).put("status", restarts % 2 == 0 ? "True" : "False");
    }
    ObjectNode container = status.withArray("containerStatuses").addObject();
    container.put("name", "c").put("restartCount", restarts + 2).put("ready", true);
    return pod;
  }

  private static ObjectVersions podVersions() {
    FieldType type =
        new SchemaFieldType(
            new BuiltInSchemaCatalog()
                .forKind(new GroupVersionKind("", "v1", "Pod"))
                .orElseThrow());
    return new ObjectVersions() {
      @Override
      public FieldType type(String apiVersion) {
        return type;
      }

      @Override
      public ObjectNode convert(ObjectNode object, String apiVersion) {
        return object;
      }

      @Override
      public boolean schemaMayChange() {
        return false;
      }

      @Override
      public FieldSet resetFields(String apiVersion) {
        return FieldSet.EMPTY;
      }
    };
  }
}
