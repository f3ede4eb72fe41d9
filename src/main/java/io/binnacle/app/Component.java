package io.binnacle.app;

/**
 * A part of the server that runs by itself: started in order, stopped in reverse. One CDI bean a
 * part, found by type. {@code start} is called once, on the starting thread, and returns when the
 * part runs or when what it waits for is under way; an exception keeps the server from becoming
 * ready.
 */
public interface Component {
  /** For the log, and what the launcher shows while the server starts. */
  String name();

  /** Lower starts earlier and stops later. */
  int order();

  /** Whether the configuration asks for this part in this process. */
  boolean isEnabled();

  void start();

  /**
   * Called every few seconds by an EJB timer while the server runs: to enqueue what is due, never
   * to do it.
   */
  default void tick() {}

  /**
   * Called when the process is told to end, on a thread of the JVM's shutdown: to end requests that
   * would not end by themselves. The server waits for those before it stops its applications. The
   * other parts still run.
   */
  default void quiesce() {}

  /** Ends the part in order; pods go on running. */
  void stop();
}
