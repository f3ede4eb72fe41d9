package io.binnacle.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between a client and a server on this machine and is the network that fails between them.
 * All methods may be called from any thread.
 */
public final class TcpRelay implements AutoCloseable {
  private enum Mode {
    PASSING,
    /** Who connects is sent away. */
    REFUSING,
    /** Nothing gets through, and nobody is told. */
    STALLED,
    /** Requests get through, answers do not. */
    ANSWERS_STALLED
  }

  private final class Connection {
    private final Socket client;
    private final Socket server;
    private volatile boolean forgotten;
    private volatile boolean closed;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void relay(Socket from, Socket to, boolean answers) {
      byte[] bytes = new byte[1 << 16];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        int length;
        while ((length = in.read(bytes)) >= 0 && awaitPassage(this, answers)) {
          out.write(bytes, 0, length);
        }
      } catch (IOException ended) {
        // As the other direction does then.
      } finally {
        close();
      }
    }

    void close() {
      closed = true;
      connections.remove(this);
      try (client;
          server) {
        signal();
      } catch (IOException e) {
        throw new UncheckedIOException("a connection cannot be closed", e);
      }
    }
  }

  private final ServerSocket listener;
  private final int target;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Mode mode = Mode.PASSING;

  private TcpRelay(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
    Thread.ofVirtual().name("relay to " + target).start(this::accept);
  }

  /** Starts one to a port of this machine. */
  public static TcpRelay to(int port) {
    try {
      return new TcpRelay(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), port);
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a relay", e);
    }
  }

  /** Where clients connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        if (mode == Mode.REFUSING) {
          client.close();
        } else {
          connect(client);
        }
      }
    } catch (IOException closed) {
      connections.forEach(Connection::close);
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.ofLiteral("127.0.0.1"), target);
    } catch (IOException nobodyListens) {
      client.close();
      return;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    Connection connection = new Connection(client, server);
    connections.add(connection);
    Thread.ofVirtual().start(() -> connection.relay(client, server, false));
    Thread.ofVirtual().start(() -> connection.relay(server, client, true));
  }

  private boolean awaitPassage(Connection connection, boolean answers) {
    lock.lock();
    try {
      while (!connection.closed && (connection.forgotten || isHeld(answers))) {
        changed.awaitUninterruptibly();
      }
      return !connection.closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean isHeld(boolean answers) {
    return mode == Mode.STALLED || (answers && mode == Mode.ANSWERS_STALLED);
  }

  /** Ends all connections, with what is under way; new ones work. */
  public void cut() {
    connections.forEach(Connection::close);
  }

  /** Ends all connections and lets nobody in until it is healed. */
  public void refuse() {
    enter(Mode.REFUSING);
    cut();
  }

  /** Holds back everything until it is healed; then it goes on as if nothing had been. */
  public void stall() {
    enter(Mode.STALLED);
  }

  /** Holds back what the server answers. */
  public void stallAnswers() {
    enter(Mode.ANSWERS_STALLED);
  }

  /** The connections of this moment are dead for good, and nobody is told; new ones work. */
  public void forget() {
    connections.forEach(connection -> connection.forgotten = true);
  }

  /** Everything works again. */
  public void heal() {
    enter(Mode.PASSING);
  }

  private void enter(Mode next) {
    mode = next;
    signal();
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a relay cannot be closed", e);
    }
    cut();
  }
}
