/** Role. Stateless. */
@NullMarked
package io.binnacle.registry.rbac.role;

import org.jspecify.annotations.NullMarked;
