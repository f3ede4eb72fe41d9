package io.binnacle.scheduler;

import io.binnacle.client.DelayedExecutor;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Time, chance and threads.
 *
 * @param random chooses among nodes of the same score
 * @param executor runs bindings and other calls of the API, which block: a thread each
 * @param timer for work that is due regularly
 */
public record SchedulerRuntime(
    Clock clock, RandomGenerator random, Executor executor, DelayedExecutor timer) {}
