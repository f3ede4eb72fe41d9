/** LeaseCandidate. Stateless. */
@NullMarked
package io.binnacle.registry.coordination.leasecandidate;

import org.jspecify.annotations.NullMarked;
