package io.binnacle.e2e;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The port of a test's cluster. A server binds its port long after the port was chosen, so each
 * choice is held in a lock file: test runs beside this one, of other checkouts too, choose another.
 */
final class ClusterPort implements AutoCloseable {
  /** Below those from which the system gives ports for outgoing connections. */
  private static final List<Integer> PORTS = List.of(20443, 21443, 22443, 23443, 24443, 25443);

  /** How far the agent's port is from the API server's, as the launcher chooses it. */
  private static final int AGENT_PORT_DISTANCE = 3807;

  /** What this process holds, of whose own locks a lock file tells nothing. */
  private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

  private final int number;
  private final FileLock lock;

  private ClusterPort(int number, FileLock lock) {
    this.number = number;
    this.lock = lock;
  }

  /**
   * Chooses a port that nobody listens on or has chosen.
   *
   * @throws IOException when there is none
   */
  static ClusterPort choose() throws IOException {
    for (int candidate : PORTS) {
      // To close a second channel of a file would give up the process's lock on it.
      if (!CHOSEN.add(candidate)) {
        continue;
      }
      FileChannel file = FileChannel.open(lockFile(candidate), CREATE, WRITE);
      FileLock lock = file.tryLock();
      if (lock != null && isFree(candidate) && isFree(candidate + AGENT_PORT_DISTANCE)) {
        return new ClusterPort(candidate, lock);
      }
      file.close();
      CHOSEN.remove(candidate);
    }
    throw new IOException("none of the ports " + PORTS + " is free");
  }

  private static Path lockFile(int port) {
    return Path.of(System.getProperty("java.io.tmpdir"), "binnacle-e2e-" + port + ".lock");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("0.0.0.0"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  int number() {
    return number;
  }

  /** The port's place among those that clusters of tests have: no two clusters have the same. */
  int index() {
    return PORTS.indexOf(number);
  }

  @Override
  public void close() throws IOException {
    lock.acquiredBy().close();
    CHOSEN.remove(number);
  }
}
