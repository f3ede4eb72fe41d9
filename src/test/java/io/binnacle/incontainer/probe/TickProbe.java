package io.binnacle.incontainer.probe;

import io.binnacle.app.Component;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** A part of the server that notes how it is ticked, and fails the first time. */
@Dependent
public class TickProbe implements Component {
  private final Ticks ticks;

  @Resource private TransactionSynchronizationRegistry transactions;

  @Inject
  public TickProbe(Ticks ticks) {
    this.ticks = ticks;
  }

  @Override
  public String name() {
    return "tick-probe";
  }

  @Override
  public int order() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public void start() {
    ticks.started();
  }

  @Override
  public void tick() {
    ticks.ticked(transactions.getTransactionStatus());
    if (ticks.transactionStates().size() == 1) {
      throw new IllegalStateException("a part that fails in its first tick, on purpose");
    }
  }

  @Override
  public void stop() {}
}
