/** Lease. */
@NullMarked
package io.binnacle.registry.coordination.lease;

import org.jspecify.annotations.NullMarked;
