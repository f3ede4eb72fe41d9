/**
 * The node agent: registers its node, takes its pods from the API server, a manifest folder and a
 * manifest URL, runs them through node.runtime and reports. Knows the cluster through client alone.
 */
@NullMarked
package io.binnacle.node;

import org.jspecify.annotations.NullMarked;
