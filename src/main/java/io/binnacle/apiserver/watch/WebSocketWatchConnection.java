package io.binnacle.apiserver.watch;

import jakarta.servlet.WriteListener;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Frames as messages of a WebSocket: text where they are JSON, binary otherwise. One message is on
 * its way at a time, so that a client that is slow is noticed by the watch and not by the heap.
 */
final class WebSocketWatchConnection implements WatchConnection {
  private static final System.Logger LOG =
      System.getLogger(WebSocketWatchConnection.class.getName());

  private final boolean text;
  private @Nullable Session session;
  private @Nullable WriteListener listener;
  private boolean sending;
  private boolean waitedFor;

  WebSocketWatchConnection(boolean text) {
    this.text = text;
  }

  /** The handshake is over: frames can go. */
  void opened(Session open, WriteListener writer) throws IOException {
    synchronized (this) {
      session = open;
      listener = writer;
    }
    writer.onWritePossible();
  }

  @Override
  public synchronized boolean isReady() {
    waitedFor = sending;
    return session != null && !sending;
  }

  @Override
  public void write(byte[] frame) throws IOException {
    Session open;
    synchronized (this) {
      open = session;
      sending = true;
    }
    if (open == null) {
      throw new IOException("the WebSocket is not open");
    }
    if (text) {
      open.getAsyncRemote().sendText(new String(frame, StandardCharsets.UTF_8), this::sent);
    } else {
      open.getAsyncRemote().sendBinary(ByteBuffer.wrap(frame), this::sent);
    }
  }

  private void sent(SendResult result) {
    WriteListener waiting;
    boolean wanted;
    synchronized (this) {
      sending = false;
      wanted = waitedFor;
      waitedFor = false;
      waiting = listener;
    }
    if (waiting == null) {
      return;
    }
    try {
      if (!result.isOK()) {
        waiting.onError(result.getException());
      } else if (wanted) {
        waiting.onWritePossible();
      }
    } catch (IOException e) {
      waiting.onError(e);
    }
  }

  /** Messages are sent as they are written. */
  @Override
  public void flush() {}

  @Override
  public void complete() {
    Session open;
    synchronized (this) {
      open = session;
    }
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "A watch's WebSocket had ended already", e);
    }
  }
}
