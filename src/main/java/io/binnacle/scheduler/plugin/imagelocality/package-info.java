/** Nodes that have a pod's images. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.imagelocality;

import org.jspecify.annotations.NullMarked;
