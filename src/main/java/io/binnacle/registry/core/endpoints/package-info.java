/** Endpoints. */
@NullMarked
package io.binnacle.registry.core.endpoints;

import org.jspecify.annotations.NullMarked;
