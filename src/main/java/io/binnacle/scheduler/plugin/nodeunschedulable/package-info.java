/** Nodes that are marked unschedulable. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.nodeunschedulable;

import org.jspecify.annotations.NullMarked;
