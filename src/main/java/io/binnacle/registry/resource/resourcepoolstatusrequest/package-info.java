/** ResourcePoolStatusRequest. Stateless. */
@NullMarked
package io.binnacle.registry.resource.resourcepoolstatusrequest;

import org.jspecify.annotations.NullMarked;
