package io.binnacle.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.KeyCollector;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.configuration.ConfigurationReader;
import jakarta.validation.Validation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControllerRuntimeTest {
  private final FakeTime time = new FakeTime();
  private final FakeApiClient api = new FakeApiClient(time);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> properties = new HashMap<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private record Named(String name, KeyCollector seen) implements Controller {
    @Override
    public Set<String> aliases() {
      return Set.of("other-" + name);
    }

    @Override
    public Reconciler start(ControllerContext context) {
      SharedInformer pods =
          context.informers().informer(Resources.PODS, ListOptions.allNamespaces());
      return new Reconciler() {
        @Override
        public List<Watch> watches() {
          return List.of(new Watch(pods, KeyMapper.self()));
        }

        @Override
        public Result reconcile(ObjectKey key) {
          seen.add(key);
          return Result.done();
        }
      };
    }
  }

  private ControllerRuntime runtime(String identity, Controller... controllers) {
    ConfigurationReader reader =
        new ConfigurationReader(
            name -> Optional.ofNullable(properties.get(name)),
            Validation.buildDefaultValidatorFactory().getValidator());
    return new ControllerRuntime(
        List.of(controllers),
        new ControllerEnvironment(api, reader, time, threads, time, new Random(1), identity));
  }

  /** Time passes by itself for the wait for informers. */
  private void awaitKey(KeyCollector seen, String name) {
    awaitKey(seen, name, Duration.ofMillis(50));
  }

  private void awaitKey(KeyCollector seen, String name, Duration step) {
    await()
        .until(() -> {
          time.advance(step);
          return seen.has(new ObjectKey("ns", name));
        });
  }

  @Test
  void oneOfTwoProcessesRunsTheControllersAndTheOtherTakesOver() {
    api.given(Resources.PODS, "{\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\"}}");
    KeyCollector first = new KeyCollector();
    KeyCollector second = new KeyCollector();
    ControllerRuntime one = runtime("one", new Named("x", first));
    ControllerRuntime two = runtime("two", new Named("x", second));
    one.tick();
    two.tick();
    awaitKey(first, "a");
    assertThat(two.isLeader()).isFalse();
    one.close();
    await()
        .until(() -> {
          time.advance(Duration.ofSeconds(1));
          two.tick();
          return two.isLeader();
        });
    awaitKey(second, "a");
    two.close();
    assertThat(api.openWatches()).isZero();
  }

  @Test
  void whatIsNotElectedRunsOnEveryServerFromItsStart() {
    api.given(Resources.PODS, "{\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\"}}");
    KeyCollector first = new KeyCollector();
    KeyCollector second = new KeyCollector();
    ControllerRuntime one = runtime("one", new Standing(new Named("x", first)));
    ControllerRuntime two = runtime("two", new Standing(new Named("x", second)));
    one.start();
    two.start();
    awaitKey(first, "a");
    awaitKey(second, "a");
    assertThat(one.isLeader() || two.isLeader()).isFalse();
    one.close();
    two.close();
    assertThat(api.openWatches()).isZero();
  }

  /** The same, without an election. */
  private record Standing(Named controller) implements Controller {
    @Override
    public String name() {
      return controller.name();
    }

    @Override
    public boolean isElected() {
      return false;
    }

    @Override
    public Reconciler start(ControllerContext context) {
      return controller.start(context);
    }
  }

  @Test
  void runsTheSelectedControllers() {
    properties.put("binnacle.controllers", "*,-other-x,-unknown");
    ControllerRuntime runtime =
        runtime("one", new Named("x", new KeyCollector()), new Named("y", new KeyCollector()));
    assertThat(runtime.counters().keySet()).containsExactly("y");
  }

  @Test
  void enqueuesEverythingAtAResync() {
    properties.put("binnacle.controller.resync-period", "1m");
    api.given(Resources.PODS, "{\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\"}}");
    KeyCollector seen = new KeyCollector();
    ControllerRuntime runtime = runtime("one", new Named("x", seen));
    runtime.tick();
    awaitKey(seen, "a");
    seen.clear();
    for (int second = 0; second < 61; second++) {
      time.advance(Duration.ofSeconds(1));
      runtime.tick();
    }
    await().until(() -> seen.has(new ObjectKey("ns", "a")));
    runtime.close();
  }

  @Test
  void countsWhatAQueueDoes() {
    KeyCollector seen = new KeyCollector();
    ControllerRuntime runtime = runtime("one", new Named("x", seen));
    runtime.tick();
    api.create(Resources.PODS, "ns", Json.readTrusted("{\"metadata\":{\"name\":\"b\"}}"));
    awaitKey(seen, "b");
    assertThat(runtime.counters().get("x").adds()).isEqualTo(1);
    runtime.close();
  }

  /** Cannot be started as often as it is told. */
  private record Failing(Named then, AtomicInteger failures) implements Controller {
    @Override
    public String name() {
      return then.name();
    }

    @Override
    public Reconciler start(ControllerContext context) {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("not now");
      }
      return then.start(context);
    }
  }

  @Test
  void aControllerThatCannotBeStartedIsStartedLaterAndKeepsNobodyWaiting() {
    api.given(Resources.PODS, "{\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\"}}");
    KeyCollector good = new KeyCollector();
    KeyCollector late = new KeyCollector();
    ControllerRuntime runtime =
        runtime(
            "one",
            new Failing(new Named("late", late), new AtomicInteger(2)),
            new Named("good", good));
    runtime.tick();
    awaitKey(good, "a");
    assertThat(late.has(new ObjectKey("ns", "a"))).isFalse();
    awaitKey(late, "a", Duration.ofSeconds(1));
    runtime.close();
    assertThat(api.openWatches()).isZero();
  }

  @Test
  void aProcessInWhichNoControllerStartsGivesTheLeaseUp() {
    Named named = new Named("x", new KeyCollector());
    ControllerRuntime runtime =
        runtime("one", new Failing(named, new AtomicInteger(Integer.MAX_VALUE)));
    runtime.tick();
    await()
        .untilAsserted(() ->
            assertThat(
                    api.get(Resources.LEASES, "kube-system", "binnacle-controller-manager")
                        .tree()
                        .at("/spec/holderIdentity")
                        .asText("?"))
                .isEmpty());
    assertThat(runtime.isLeader()).isFalse();
    runtime.close();
  }
}
