/**
 * The metrics.k8s.io API: what nodes and pods use now, computed from the summaries of the node
 * agents.
 */
@NullMarked
package io.binnacle.apiserver.resourcemetrics;

import org.jspecify.annotations.NullMarked;
