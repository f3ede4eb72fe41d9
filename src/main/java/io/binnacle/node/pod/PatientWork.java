package io.binnacle.node.pod;

import org.jspecify.annotations.Nullable;

/**
 * What a pod's worker may wait for long: the pull of an image, a hook. It is given up when the pod
 * is to end. One for each worker; the work is done on the worker's thread.
 */
final class PatientWork {
  private @Nullable Thread waiting;
  private boolean givenUp;

  /** What may take long. It must end soon after its thread is interrupted. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws StartFailure, InterruptedException;
  }

  /** From now on nothing is waited for any more. Called on any thread. */
  synchronized void giveUp() {
    givenUp = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  /**
   * Does the work, on this thread.
   *
   * @throws StartFailure where it was given up
   * @throws InterruptedException where this thread was interrupted by others: the agent ends
   */
  <T> T await(Work<T> work) throws StartFailure, InterruptedException {
    begin();
    try {
      T result = work.run();
      requireGoingOn();
      return result;
    } catch (InterruptedException e) {
      requireGoingOn();
      throw e;
    } finally {
      end();
    }
  }

  private synchronized void begin() throws StartFailure {
    requireGoingOn();
    waiting = Thread.currentThread();
  }

  private synchronized void end() {
    waiting = null;
    if (givenUp) {
      // The interruption was meant for the work, not for what the worker does next.
      Thread.interrupted();
    }
  }

  private synchronized void requireGoingOn() throws StartFailure {
    if (givenUp) {
      throw new StartFailure("ContainerCreating", "the pod is being terminated");
    }
  }
}
