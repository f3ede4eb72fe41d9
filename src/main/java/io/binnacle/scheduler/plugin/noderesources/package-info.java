/**
 * CPU, memory, storage and other resources of nodes: whether a pod fits and how well. Stateless.
 */
@NullMarked
package io.binnacle.scheduler.plugin.noderesources;

import org.jspecify.annotations.NullMarked;
