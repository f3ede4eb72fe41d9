/** IngressClass. Stateless. */
@NullMarked
package io.binnacle.registry.networking.ingressclass;

import org.jspecify.annotations.NullMarked;
