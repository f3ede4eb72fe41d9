package io.binnacle.registry.generic;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the registry needs of the world.
 *
 * @param uids makes the uids of new objects
 * @param random draws the endings of generated names
 * @param executor where a write is computed anew after a conflict, away from the store's threads
 */
public record RegistryEnvironment(
    Clock clock, Supplier<UUID> uids, RandomGenerator random, Executor executor) {}
