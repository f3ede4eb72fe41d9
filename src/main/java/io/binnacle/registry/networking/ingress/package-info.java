/** Ingress. Stateless. */
@NullMarked
package io.binnacle.registry.networking.ingress;

import org.jspecify.annotations.NullMarked;
