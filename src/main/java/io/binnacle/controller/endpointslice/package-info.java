/** Writes the EndpointSlices of services from the pods that they select. */
@NullMarked
package io.binnacle.controller.endpointslice;

import org.jspecify.annotations.NullMarked;
