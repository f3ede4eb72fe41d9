package io.binnacle.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java itself cannot send to a process. */
public final class Signals {
  private Signals() {}

  /** The process stands still, with all that it holds: connections, locks, time. */
  public static void pause(long process) {
    send("STOP", process);
  }

  /** It goes on, and does not know that it stood still. */
  public static void resume(long process) {
    send("CONT", process);
  }

  /** A process that has ended meanwhile needs no signal. */
  private static void send(String signal, long process) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("no signal can be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
