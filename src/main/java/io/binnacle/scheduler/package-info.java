/**
 * The scheduler: finds a node for each pod that has none and binds it. One thread takes pods from
 * the queue and decides in memory, against a snapshot that is brought up to date by what has
 * changed; bindings run beside it, a virtual thread each, with the pod assumed on its node
 * meanwhile.
 */
@NullMarked
package io.binnacle.scheduler;

import org.jspecify.annotations.NullMarked;
