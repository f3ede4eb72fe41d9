/**
 * Keeps as many pods as a ReplicationController or a ReplicaSet asks for: one engine for both
 * kinds. Expectations keep a worker from acting on a cache that has not yet seen its own last
 * writes.
 */
@NullMarked
package io.binnacle.controller.replication;

import org.jspecify.annotations.NullMarked;
