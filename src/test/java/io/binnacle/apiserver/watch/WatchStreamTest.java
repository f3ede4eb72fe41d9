package io.binnacle.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apiserver.encoding.Representation;
import io.binnacle.apiserver.encoding.ResultEncoder;
import io.binnacle.apiserver.encoding.TableRenderer;
import io.binnacle.apiserver.encoding.TableRenderer.IncludeObject;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WatchSink.EventType;
import io.binnacle.registry.core.configmap.ConfigMapResource;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.schema.protobuf.ProtobufEncoder;
import io.binnacle.storage.StoredObject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.Counter;
import org.junit.jupiter.api.Test;

class WatchStreamTest {
  private static final ResultEncoder ENCODER =
      new ResultEncoder(
          new TableRenderer(Clock.systemUTC()), new ProtobufEncoder(new BuiltInSchemaCatalog()));
  private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
  private static final int MANY = 12_000;

  private final Connection connection = new Connection();
  private final AtomicInteger closings = new AtomicInteger();
  private final WatchBudget budget = new WatchBudget(100_000);
  private final WatchStream stream = stream();

  /** A client that takes what it is told to. */
  private static final class Connection implements WatchConnection {
    private final StringBuilder written = new StringBuilder();
    private final AtomicInteger completions = new AtomicInteger();
    private int credit;
    private boolean broken;

    @Override
    public boolean isReady() {
      return credit > 0;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      if (broken) {
        throw new IOException("the client is gone");
      }
      credit--;
      written.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {}

    @Override
    public void complete() {
      completions.incrementAndGet();
    }

    long events(String type) {
      return written.toString().lines().filter(line -> line.contains("\"" + type + "\"")).count();
    }
  }

  private static <T> T fake(Class<T> type, Map<String, Runnable> calls, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              calls.getOrDefault(method.getName(), () -> {}).run();
              return method.getReturnType() == void.class ? null : answer;
            }));
  }

  private WatchStream stream() {
    Counter counter = fake(Counter.class, Map.of(), 0L);
    RequestScope scope =
        new RequestScope(new ConfigMapResource().definition(), "v1", "ns", "", UserInfo.of("u"));
    return new WatchStream(
        connection,
        new FrameEncoder(scope, Representation.json(), IncludeObject.METADATA, false, ENCODER),
        BookmarkRhythm.json(true, System::nanoTime),
        new WatchStream.Environment(
            new WatchMetrics.Series(new AtomicInteger(), counter, counter), budget, Runnable::run));
  }

  private static StoredObject object(int revision, int padding) {
    String json =
        "{\"metadata\":{\"name\":\"c"
            + revision
            + "\"},\"data\":{\"a\":\""
            + "x".repeat(padding)
            + "\"}}";
    return new StoredObject(
        CONFIG_MAPS,
        new ObjectKey("ns", "c" + revision),
        revision,
        json.getBytes(StandardCharsets.UTF_8));
  }

  private static Iterator<StoredObject> objects(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> object(i, 1)).iterator();
  }

  private void open() {
    try (ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1)) {
      stream.opened(closings::incrementAndGet, timer.schedule(() -> {}, 1, TimeUnit.HOURS));
      timer.shutdownNow();
    }
  }

  private void take(int frames) {
    connection.credit += frames;
    stream.onWritePossible();
  }

  @Test
  void readsTheStateAsTheClientTakesItAndThenTheChanges() {
    open();
    stream.onState(objects(MANY), MANY, true);
    stream.onEvent(EventType.MODIFIED, object(MANY + 1, 1));
    assertThat(connection.written).isEmpty();
    take(100);
    assertThat(connection.events("ADDED")).isEqualTo(100);
    take(2 * MANY);
    assertThat(connection.events("ADDED")).isEqualTo(MANY);
    assertThat(connection.events("BOOKMARK")).isOne();
    assertThat(connection.written.toString().lines().toList().getLast())
        .startsWith("{\"type\":\"MODIFIED\"");
    assertThat(budget.heldBytes()).isZero();
    assertThat(closings).hasValue(0);
  }

  @Test
  void endsAWatchWhoseClientFallsBehind() {
    open();
    stream.onState(objects(5), 5, false);
    for (int i = 0; i < MANY; i++) {
      stream.onEvent(EventType.MODIFIED, object(i, 1));
    }
    assertThat(closings).hasValue(1);
    take(10);
    assertThat(connection.events("ERROR")).isOne();
    assertThat(connection.written).contains("410");
    assertThat(connection.completions).hasValue(1);
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void endsAWatchThatHoldsMuchWhenAllTogetherHoldTooMuch() {
    open();
    budget.add(100_001);
    stream.onEvent(EventType.MODIFIED, object(1, 1000));
    assertThat(closings).hasValue(0);
    stream.onEvent(EventType.MODIFIED, object(2, 70_000));
    assertThat(closings).hasValue(1);
  }

  @Test
  void endsItsSubscriptionWhenTheClientIsGone() {
    open();
    connection.broken = true;
    take(1);
    stream.onEvent(EventType.ADDED, object(1, 1));
    assertThat(closings).hasValue(1);
    assertThat(connection.completions).hasValue(1);
    stream.onEvent(EventType.ADDED, object(2, 1));
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void endsItsSubscriptionWhenTheResponseIsOver() {
    open();
    stream.onEvent(EventType.ADDED, object(1, 1));
    stream.completed();
    stream.completed();
    assertThat(closings).hasValue(1);
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void endsASubscriptionThatOpensTooLate() {
    stream.completed();
    open();
    assertThat(closings).hasValue(1);
  }

  @Test
  void saysHowFarItIsWhenItsTimeIsUp() {
    open();
    take(10);
    stream.onState(objects(2), 2, false);
    stream.onBookmark(7, false);
    stream.end();
    assertThat(connection.events("ADDED")).isEqualTo(2);
    assertThat(connection.written).contains("\"resourceVersion\":\"7\"");
    assertThat(connection.completions).hasValue(1);
  }
}
