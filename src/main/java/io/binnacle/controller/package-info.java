/**
 * What controllers have in common: the contract ({@link io.binnacle.controller.Controller}), and
 * the runtime that elects one process by a Lease and there runs every controller with its own
 * identity, work queue and workers. Each controller is a package below this one and knows only
 * {@code client} and {@code apimachinery}.
 *
 * <p>A reconciler is called by several workers at a time, on virtual threads, but never twice at a
 * time for one key. Informers' events and timers only enqueue keys.
 */
@NullMarked
package io.binnacle.controller;

import org.jspecify.annotations.NullMarked;
