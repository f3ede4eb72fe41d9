/**
 * Control groups of pods: made, limited, measured and removed by the agent, below which the runtime
 * puts the containers. Version 1 (each controller a hierarchy of its own, also beside an unused
 * version 2) and version 2.
 *
 * <p>Calls read and write small files and never wait; they may be made from any thread.
 */
@NullMarked
package io.binnacle.node.runtime.cgroup;

import org.jspecify.annotations.NullMarked;
