/**
 * What the container runtime knows about the pods of this node: labels and annotations that tie
 * containers to pods, and a snapshot of the runtime that readers share. One relist serves all who
 * wait for one; any thread may ask.
 */
@NullMarked
package io.binnacle.node.container;

import org.jspecify.annotations.NullMarked;
