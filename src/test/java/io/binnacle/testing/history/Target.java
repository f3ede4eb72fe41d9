package io.binnacle.testing.history;

/** A way to a store: one of its servers, say. */
@FunctionalInterface
public interface Target {
  /**
   * Does what is asked for and tells what came of it; what goes wrong is an outcome, too. Called on
   * the threads of clients, several at a time; blocks until there is an answer.
   */
  Outcome perform(Action action);
}
