/** ClusterRoleBinding. Stateless. */
@NullMarked
package io.binnacle.registry.rbac.clusterrolebinding;

import org.jspecify.annotations.NullMarked;
