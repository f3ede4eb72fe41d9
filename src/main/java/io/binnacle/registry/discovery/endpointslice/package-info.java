/** EndpointSlice. */
@NullMarked
package io.binnacle.registry.discovery.endpointslice;

import org.jspecify.annotations.NullMarked;
