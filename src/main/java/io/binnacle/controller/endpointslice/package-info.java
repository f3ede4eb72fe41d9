/**
 * Writes the EndpointSlices of services: from the pods that they select, and where they have no
 * selector from the Endpoints that somebody else has written for them.
 */
@NullMarked
package io.binnacle.controller.endpointslice;

import org.jspecify.annotations.NullMarked;
