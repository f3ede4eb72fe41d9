/**
 * The API as its users see it: controllers, scheduler, node agent and service proxy know the
 * cluster through this package alone. One interface, two transports: in-process and HTTPS.
 */
@NullMarked
package io.binnacle.client;

import org.jspecify.annotations.NullMarked;
