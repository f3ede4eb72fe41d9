package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ApiClient;
import io.binnacle.client.EventRecorder;
import io.binnacle.client.InformerFactory;
import io.binnacle.configuration.ConfigurationReader;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a controller works with during one term of leadership.
 *
 * @param client acts as the controller's own service account
 * @param informers shared by all controllers; the runtime starts what was asked for in {@link
 *     Controller#start}, what is asked for later the controller starts itself
 * @param executor runs tasks that block beside the worker: a virtual thread each
 * @param queue enqueues a key, for who cannot say it by a watch
 */
public record ControllerContext(
    ApiClient client,
    InformerFactory informers,
    EventRecorder recorder,
    Clock clock,
    ConfigurationReader configuration,
    Executor executor,
    Consumer<ObjectKey> queue) {}
