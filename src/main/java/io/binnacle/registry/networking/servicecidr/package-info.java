/** ServiceCIDR. Stateless. */
@NullMarked
package io.binnacle.registry.networking.servicecidr;

import org.jspecify.annotations.NullMarked;
