/** ResourceClaim. Stateless. */
@NullMarked
package io.binnacle.registry.resource.resourceclaim;

import org.jspecify.annotations.NullMarked;
