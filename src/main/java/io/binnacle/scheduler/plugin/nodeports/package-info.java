/** Ports of the node that pods take. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.nodeports;

import org.jspecify.annotations.NullMarked;
