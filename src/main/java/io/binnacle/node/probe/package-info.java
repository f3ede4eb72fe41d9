/**
 * Liveness, readiness and startup probes: a virtual thread a probe, results kept by container id.
 */
@NullMarked
package io.binnacle.node.probe;

import org.jspecify.annotations.NullMarked;
