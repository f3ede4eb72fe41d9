/** NetworkPolicy. Stateless. */
@NullMarked
package io.binnacle.registry.networking.networkpolicy;

import org.jspecify.annotations.NullMarked;
