/**
 * Nodes that run no containers: they register, send heartbeats, take their pods and report them as
 * running, thousands in one process, so that a control plane can be measured and tested without the
 * machines. They use the agent's own registration, pod source and status writer; what is simulated
 * is the runtime alone. Pods and nodes are safe for any thread; work is done on virtual threads of
 * the shared timer.
 */
@NullMarked
package io.binnacle.node.simulated;

import org.jspecify.annotations.NullMarked;
