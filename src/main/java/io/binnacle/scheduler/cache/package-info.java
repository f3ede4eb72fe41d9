/**
 * What the scheduler knows of the cluster: nodes and the pods on them, assumed pods included. One
 * lock, held for memory operations only; the snapshot is brought up to date by what has changed.
 */
@NullMarked
package io.binnacle.scheduler.cache;

import org.jspecify.annotations.NullMarked;
