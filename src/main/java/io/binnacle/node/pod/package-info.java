/**
 * Pod workers: one state machine a pod, on a virtual thread of its own, that compares what the pod
 * asks for with what the runtime has and closes the gap. All work on a pod happens on its worker's
 * thread, except for probes and the stop of containers, which wake it.
 */
@NullMarked
package io.binnacle.node.pod;

import org.jspecify.annotations.NullMarked;
