package io.binnacle.incontainer.probe;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What {@link TickProbe} noted. Safe for any thread. */
@ApplicationScoped
public class Ticks {
  private final List<Integer> transactionStates = new CopyOnWriteArrayList<>();
  private volatile boolean started;

  void started() {
    started = true;
  }

  void ticked(int transactionState) {
    transactionStates.add(transactionState);
  }

  public boolean isStarted() {
    return started;
  }

  /** The state of the transaction, of {@code jakarta.transaction.Status}, at each tick. */
  public List<Integer> transactionStates() {
    return List.copyOf(transactionStates);
  }
}
