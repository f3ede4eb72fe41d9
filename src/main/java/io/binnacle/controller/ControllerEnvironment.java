package io.binnacle.controller;

import io.binnacle.client.ApiClients;
import io.binnacle.client.DelayedExecutor;
import io.binnacle.configuration.ConfigurationReader;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the runtime itself runs on.
 *
 * @param executor runs tasks that block: a virtual thread each
 * @param identity names this process in the Lease
 */
public record ControllerEnvironment(
    ApiClients clients,
    ConfigurationReader configuration,
    Clock clock,
    Executor executor,
    DelayedExecutor timer,
    RandomGenerator random,
    String identity) {}
