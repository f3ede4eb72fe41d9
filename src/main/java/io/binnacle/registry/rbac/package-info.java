/** Roles and their bindings. Stateless. */
@NullMarked
package io.binnacle.registry.rbac;

import org.jspecify.annotations.NullMarked;
