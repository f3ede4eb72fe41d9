/** Fills ClusterRoles that are made up of others with the rules of those. */
@NullMarked
package io.binnacle.controller.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
