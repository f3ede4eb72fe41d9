/**
 * The pods that wait for a node: ready ones in order, those in back-off, and those that wait for
 * the cluster to change. One lock; the scheduling thread blocks in {@code pop} alone.
 */
@NullMarked
package io.binnacle.scheduler.queue;

import org.jspecify.annotations.NullMarked;
