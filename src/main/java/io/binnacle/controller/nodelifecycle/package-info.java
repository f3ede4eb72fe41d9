/**
 * Notices nodes that have gone silent, says so on the node by condition and taints, and evicts pods
 * from nodes whose NoExecute taints they do not tolerate (any longer), so that they are replaced
 * elsewhere.
 */
@NullMarked
package io.binnacle.controller.nodelifecycle;

import org.jspecify.annotations.NullMarked;
