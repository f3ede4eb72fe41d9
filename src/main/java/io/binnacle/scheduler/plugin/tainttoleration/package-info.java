/** Taints of nodes and the tolerations of pods. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.tainttoleration;

import org.jspecify.annotations.NullMarked;
