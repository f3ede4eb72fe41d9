/** RoleBinding. Stateless. */
@NullMarked
package io.binnacle.registry.rbac.rolebinding;

import org.jspecify.annotations.NullMarked;
