/**
 * What the agent's parts say to each other about pods: one version of a pod that the node is to
 * run, and its quality of service. Immutable; safe for any thread.
 */
@NullMarked
package io.binnacle.node.model;

import org.jspecify.annotations.NullMarked;
