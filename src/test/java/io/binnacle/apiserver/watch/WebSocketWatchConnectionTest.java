package io.binnacle.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.WriteListener;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WebSocketWatchConnectionTest {
  private final List<Object> sent = new ArrayList<>();
  private final AtomicReference<SendHandler> underWay = new AtomicReference<>();
  private final AtomicInteger closings = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private final WriteListener listener =
      new WriteListener() {
        @Override
        public void onWritePossible() {
          calls.incrementAndGet();
        }

        @Override
        public void onError(Throwable broken) {
          failure.set(broken);
        }
      };

  private static WebSocketWatchConnection connection(boolean text) {
    return new WebSocketWatchConnection(text);
  }

  /** A session that keeps what is sent until the test says that it is out. */
  private Session session() {
    RemoteEndpoint.Async remote =
        fake(
            RemoteEndpoint.Async.class,
            (name, arguments) -> {
              sent.add(arguments[0]);
              underWay.set((SendHandler) arguments[1]);
              return null;
            });
    return fake(
        Session.class,
        (name, arguments) -> {
          if (name.equals("close")) {
            closings.incrementAndGet();
          }
          return name.equals("getAsyncRemote") ? remote : null;
        });
  }

  private interface Answer {
    Object of(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                answer.of(method.getName(), arguments == null ? new Object[0] : arguments)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void takesNothingBeforeTheHandshakeIsOver() {
    WebSocketWatchConnection connection = connection(true);
    assertThat(connection.isReady()).isFalse();
    assertThatThrownBy(() -> connection.write(bytes("a"))).isInstanceOf(IOException.class);
  }

  @Test
  void tellsWhenTheHandshakeIsOver() throws IOException {
    WebSocketWatchConnection connection = connection(true);
    connection.opened(session(), listener);
    assertThat(calls).hasValue(1);
    assertThat(connection.isReady()).isTrue();
  }

  @Test
  void sendsOneMessageAtATime() throws IOException {
    WebSocketWatchConnection connection = connection(true);
    connection.opened(session(), listener);
    connection.write(bytes("{}\n"));
    assertThat(sent).containsExactly("{}\n");
    assertThat(connection.isReady()).isFalse();
    underWay.get().onResult(new SendResult(session()));
    assertThat(calls).hasValue(2);
    assertThat(connection.isReady()).isTrue();
  }

  @Test
  void callsNobodyWhoDoesNotWait() throws IOException {
    WebSocketWatchConnection connection = connection(false);
    connection.opened(session(), listener);
    connection.write(bytes("a"));
    assertThat(sent).containsExactly(ByteBuffer.wrap(bytes("a")));
    underWay.get().onResult(new SendResult(session()));
    assertThat(calls).hasValue(1);
  }

  @Test
  void tellsThatTheClientIsGone() throws IOException {
    WebSocketWatchConnection connection = connection(true);
    connection.opened(session(), listener);
    connection.write(bytes("a"));
    underWay.get().onResult(new SendResult(session(), new IOException("gone")));
    assertThat(failure.get()).hasMessage("gone");
  }

  @Test
  void endsTheSessionWithTheWatch() throws IOException {
    WebSocketWatchConnection connection = connection(true);
    connection.complete();
    connection.opened(session(), listener);
    connection.complete();
    assertThat(closings).hasValue(1);
  }
}
