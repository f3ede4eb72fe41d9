/** Writes the Endpoints of services from the pods that they select. */
@NullMarked
package io.binnacle.controller.endpoints;

import org.jspecify.annotations.NullMarked;
