/** ResourceClaimTemplate. Stateless. */
@NullMarked
package io.binnacle.registry.resource.resourceclaimtemplate;

import org.jspecify.annotations.NullMarked;
