/**
 * A containerd of Binnacle's own, for machines on which no container runtime was configured:
 * unpacked from the distribution's packages without installing them, started apart from the server
 * so that pods outlive it, and taken down as a whole.
 *
 * <p>Calls block and come from one thread at a time, that of the agent's start or of the launcher's
 * {@code down}.
 */
@NullMarked
package io.binnacle.node.runtime.containerd;

import org.jspecify.annotations.NullMarked;
