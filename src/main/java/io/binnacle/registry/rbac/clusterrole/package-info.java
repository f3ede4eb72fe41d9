/** ClusterRole. Stateless. */
@NullMarked
package io.binnacle.registry.rbac.clusterrole;

import org.jspecify.annotations.NullMarked;
