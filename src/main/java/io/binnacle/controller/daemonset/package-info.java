/**
 * Keeps one pod of a DaemonSet on every node that it fits on. Which nodes those are is decided
 * here; the pods are bound by the scheduler, which an affinity for just that node tells where.
 */
@NullMarked
package io.binnacle.controller.daemonset;

import org.jspecify.annotations.NullMarked;
